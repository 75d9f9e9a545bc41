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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
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
    try {
      IncidentReport report =
          IncidentReport.of(FlightRecord.read(record()), ZoneId.systemDefault());
      write(text(report));
      return RunOutcome.DONE.exitCode();
    } catch (IOException e) {
      throw CommandFailure.usage(
          "no report: " + e.getMessage(),
          "look which runs there are in " + host.around().show(runs()));
    }
  }

  private Path runs() {
    String named =
        folder == null ? host.around().environment().get("CLEARWAY_RECORD_FOLDER") : folder;
    return host.around()
        .directory()
        .resolve(
            named == null || named.isEmpty() || named.equals(RecordSettings.OFF)
                ? Settings.RECORD_FOLDER.defaultValue()
                : named);
  }

  private Path record() throws IOException {
    if (run != null) {
      Path named = runs().resolve(run);
      return Files.exists(named) ? named : host.around().directory().resolve(run);
    }
    List<Path> runs = FlightRecord.runs(runs());
    if (runs.isEmpty()) {
      throw new IOException("there is no flight record");
    }
    return runs.get(runs.size() - 1);
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

  private void write(String text) throws IOException {
    if (output == null) {
      host.out().write(text.getBytes(StandardCharsets.UTF_8));
      host.out().flush();
    } else {
      Files.writeString(host.around().directory().resolve(output), text, StandardCharsets.UTF_8);
    }
  }
}
