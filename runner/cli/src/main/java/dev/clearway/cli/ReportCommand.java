/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.core.config.RecordSettings;
import dev.clearway.core.config.Settings;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.FlightRecord;
import dev.clearway.core.report.HtmlReport;
import dev.clearway.core.report.IncidentReport;
import dev.clearway.core.report.Issues;
import dev.clearway.core.report.JsonReport;
import dev.clearway.core.report.MarkdownReport;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clearway report}: the draft of a postmortem, from a flight record. */
@picocli.CommandLine.Command(
    name = "report",
    description = {
      "Writes the draft of a blameless incident report from the flight record of a run.",
      "It connects nowhere. What a machine cannot know is marked, to be filled in."
    },
    customSynopsis = "clearway report [options] [<run>]")
final class ReportCommand extends Command {

  private static final int MOST_NAMED = 5;

  @Parameters(
      paramLabel = "<run>",
      arity = "0..1",
      description = "its name, its folder or its record's file; the last run without it")
  @Nullable String run;

  @Option(names = "--last", description = "the run that began last")
  boolean last;

  @Option(
      names = "--format",
      paramLabel = "<markdown|html|json>",
      description = "what to write (markdown)")
  Kind format = Kind.markdown;

  @Option(
      names = "--issues",
      paramLabel = "<jira|github|gitlab|csv>",
      description = "instead of the report its action items, as that tracker takes them")
  @Nullable Tracker issues;

  @Option(
      names = "--label",
      paramLabel = "<label>",
      description = "what --issues labels them with (clearway)")
  String label = "clearway";

  @Option(
      names = "--project",
      paramLabel = "<key>",
      description = "Jira's project, for --issues jira")
  String project = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "<file>",
      description = "where to write it; standard output without it")
  @Nullable String output;

  @Option(
      names = "--record-folder",
      paramLabel = "<folder>",
      description = "where the flight records are (.clearway/runs)")
  @Nullable String folder;

  /** The words of {@code --format}. */
  enum Kind {
    markdown,
    html,
    json
  }

  /** The words of {@code --issues}. */
  enum Tracker {
    jira,
    github,
    gitlab,
    csv
  }

  ReportCommand(Host host) {
    super(host);
  }

  @Override
  boolean hasSetupFlags() {
    return false;
  }

  @Override
  public Integer call() {
    if (run != null && last) {
      throw CommandFailure.usage("either a run or --last", "leave out one of them");
    }
    if (issues == Tracker.jira && project.isBlank()) {
      throw CommandFailure.usage(
          "Jira wants to know the project", "give its key: --issues jira --project OPS");
    }
    write(text(IncidentReport.of(read(), ZoneId.systemDefault())));
    return RunOutcome.DONE.exitCode();
  }

  private FlightRecord read() {
    Path file = record();
    try {
      return FlightRecord.read(file);
    } catch (IOException e) {
      throw CommandFailure.usage(
          e instanceof FileSystemException || e instanceof CharacterCodingException
              ? "no flight record can be read from " + host.around().show(file) + reason(e)
              : "no flight record can be read: " + e.getMessage(),
          known());
    }
  }

  /** What the exception does not say, whose message is a path alone. */
  private static String reason(IOException e) {
    if (e instanceof CharacterCodingException) {
      return ": it is no text";
    }
    return e instanceof NoSuchFileException
        ? ": there is none"
        : e instanceof AccessDeniedException
            ? ": this user may not read it"
            : ": " + e.getMessage();
  }

  /** What could have been meant. */
  private String known() {
    String folder = host.around().show(runs());
    try {
      List<Path> runs = FlightRecord.runs(runs());
      return runs.isEmpty()
          ? "name a record's file, or a folder of runs with --record-folder: there is no run in "
              + folder
          : "the last runs in "
              + folder
              + " are "
              + runs.subList(Math.max(0, runs.size() - MOST_NAMED), runs.size()).stream()
                  .map(path -> String.valueOf(path.getFileName()))
                  .collect(Collectors.joining(", "));
    } catch (IOException e) {
      return "look whether " + folder + " can be read";
    }
  }

  private Path runs() {
    String named =
        folder == null ? host.around().environment().get("CLEARWAY_RECORD_FOLDER") : folder;
    return path(
        named == null || named.isEmpty() || named.equals(RecordSettings.OFF)
            ? Settings.RECORD_FOLDER.defaultValue()
            : named);
  }

  private Path path(String text) {
    try {
      return host.around().directory().resolve(text);
    } catch (InvalidPathException e) {
      throw CommandFailure.usage(text + " is no path here", "name a file or a folder");
    }
  }

  private Path record() {
    if (run != null && !run.isBlank()) {
      Path elsewhere = path(run);
      Path named = runs().resolve(run);
      return Files.exists(named) || !Files.exists(elsewhere) ? named : elsewhere;
    }
    try {
      List<Path> runs = FlightRecord.runs(runs());
      if (!runs.isEmpty()) {
        return runs.get(runs.size() - 1);
      }
    } catch (IOException e) {
      throw CommandFailure.usage(host.around().show(runs()) + " cannot be read", known());
    }
    throw CommandFailure.usage("no run has left a flight record yet", known());
  }

  private String text(IncidentReport report) {
    if (issues != null) {
      return Issues.of(
          report, Issues.Tracker.valueOf(issues.name().toUpperCase(Locale.ROOT)), label, project);
    }
    return switch (format) {
      case markdown -> MarkdownReport.of(report);
      case html -> HtmlReport.of(report);
      case json -> JsonReport.of(report) + "\n";
    };
  }

  private void write(String text) {
    if (output == null) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      host.out().write(bytes, 0, bytes.length);
      host.out().flush();
      return;
    }
    Path file = path(output);
    try {
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CommandFailure.usage(
          "cannot write " + host.around().show(file),
          "name a file in a folder that is there and can be written");
    }
  }
}
