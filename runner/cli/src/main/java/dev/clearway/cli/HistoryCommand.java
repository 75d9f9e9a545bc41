/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.report.HistoryHtml;
import dev.clearway.cli.report.HistoryJson;
import dev.clearway.cli.report.HistoryText;
import dev.clearway.cli.report.Json;
import dev.clearway.cli.setup.Server;
import dev.clearway.cli.setup.Setup;
import dev.clearway.cli.setup.Target;
import dev.clearway.cli.setup.UnreachableException;
import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.history.History;
import dev.clearway.core.history.Owners;
import dev.clearway.core.history.PastRun;
import dev.clearway.core.ledger.RunTable;
import dev.clearway.core.record.FlightRecord;
import dev.clearway.flyway.Ledgers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code clearway history}. */
@picocli.CommandLine.Command(
    name = "history",
    description = {
      "Shows what keeps coming back over all recorded runs: which migrations, tables,",
      "applications and hours cost attempts and waits. Reads flight records, and the",
      "table of runs where a database is named."
    },
    customSynopsis = "clearway history [options]")
final class HistoryCommand extends Command {

  private static final String OWNERS = ".clearway/owners";

  @Option(
      names = "--format",
      paramLabel = "<text|json|html>",
      description = "text for people, one JSON object, or one HTML file")
  Kind format = Kind.text;

  @Option(names = "--output", paramLabel = "<file>", description = "file to write it to")
  @Nullable String output;

  @Option(
      names = "--runs",
      paramLabel = "<folder>",
      description = "where the flight records are (recordFolder: .clearway/runs)")
  @Nullable String folder;

  @Option(
      names = "--owners",
      paramLabel = "<file>",
      description = "whom to ask about applications and tables (" + OWNERS + ")")
  @Nullable String owners;

  @Option(
      names = "--weeks",
      paramLabel = "<number>",
      description = "only runs of the last so many weeks")
  int weeks;

  @Option(
      names = "--zone",
      paramLabel = "<zone>",
      description = "of hours, days and weeks, such as Europe/Berlin (UTC)")
  String zone = "UTC";

  /** The words of {@code --format}. */
  enum Kind {
    text,
    json,
    html
  }

  HistoryCommand(Host host) {
    super(host);
  }

  @Override
  public Integer call() {
    if (weeks < 0) {
      throw wrong("--weeks", weeks + " is not a number of weeks; it takes 1 and more");
    }
    Setup setup = setup();
    ZoneId zoneId = zone();
    Owners known = owners();
    String database = null;
    Map<String, PastRun> runs = new LinkedHashMap<>();
    if (setup.hasDatabase()) {
      database = addRows(setup, runs);
    }
    addRecords(setup, database, runs);
    Instant from = weeks == 0 ? Instant.EPOCH : Instant.now().minus(Duration.ofDays(7L * weeks));
    History history =
        History.of(
            runs.values().stream().filter(run -> !run.started().isBefore(from)).toList(),
            zoneId,
            known);
    switch (format) {
      case text -> print(HistoryText.of(history, database, host.charset()));
      case json -> print(List.of(Json.write(HistoryJson.of(history, database))));
      case html -> print(List.of(HistoryHtml.of(history, database).stripTrailing()));
    }
    return 0;
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw wrong("--zone", zone + " is no time zone; it takes UTC, Europe/Berlin or +01:00");
    }
  }

  private Owners owners() {
    Path file = path("--owners", owners == null ? OWNERS : owners);
    if (owners == null && !Files.exists(file)) {
      return Owners.NONE;
    }
    try {
      return Owners.parse(host.around().show(file), Files.readAllLines(file));
    } catch (IOException e) {
      throw wrong("--owners", "cannot read " + host.around().show(file));
    } catch (IllegalArgumentException e) {
      throw wrong("--owners", String.valueOf(e.getMessage()));
    }
  }

  private Path path(String flag, String text) {
    try {
      return host.around().directory().resolve(text);
    } catch (InvalidPathException e) {
      throw wrong(flag, text + " is no path here");
    }
  }

  private ConfigurationException wrong(String flag, String message) {
    String origin = host.around().spelling().origin(flag);
    return new ConfigurationException(
        List.of(new ConfigurationProblem(flag.substring(2), origin, origin + ": " + message)));
  }

  /**
   * Adds what the database knows.
   *
   * @return its name; null where it cannot be asked, which is said and no more: there are the files
   */
  private @Nullable String addRows(Setup setup, Map<String, PastRun> runs) {
    Target target = setup.target();
    try {
      Server server = Server.look(target);
      for (RunTable.Row row : Ledgers.runs(target.flyway())) {
        runs.put(
            row.run(),
            PastRun.ofRow(
                row.run(),
                row.started(),
                row.outcome(),
                row.victims(),
                Duration.ofMillis(row.longestWaitMillis()),
                row.summary()));
      }
      return server.database();
    } catch (UnreachableException | FlywayException | SQLException e) {
      note("The table of runs cannot be read: " + e.getMessage());
      return null;
    }
  }

  /** Adds what is in files, of the same database, and not known yet. */
  private void addRecords(Setup setup, @Nullable String database, Map<String, PastRun> runs) {
    String configured = setup.guard().record().recordFolder();
    if (folder == null && !setup.guard().record().hasFolder()) {
      return;
    }
    Path records = path("--runs", folder == null ? configured : folder);
    if (folder != null && !Files.isDirectory(records)) {
      throw wrong("--runs", host.around().show(records) + " is no folder");
    }
    List<String> unreadable = new ArrayList<>();
    try {
      for (Path record : FlightRecord.runs(records)) {
        String name = String.valueOf(record.getFileName());
        if (runs.containsKey(name)) {
          continue;
        }
        try {
          PastRun.of(FlightRecord.read(record))
              .filter(run -> database == null || database.equals(run.database()))
              .ifPresent(run -> runs.put(run.run(), run));
        } catch (IOException | IllegalArgumentException e) {
          unreadable.add(name);
        }
      }
    } catch (IOException e) {
      note("The folder " + host.around().show(records) + " cannot be read.");
    }
    if (!unreadable.isEmpty()) {
      note("No flight record, and left out: " + String.join(", ", unreadable));
    }
  }

  private void note(String text) {
    host.err().println(globals.redactor.clean(text));
  }

  private void print(List<String> lines) {
    if (output == null) {
      lines.forEach(host.out()::println);
      return;
    }
    Path file = path("--output", output);
    try {
      Files.write(file, lines);
      note("Written to " + host.around().show(file));
    } catch (IOException e) {
      throw wrong("--output", "cannot write " + host.around().show(file));
    }
  }
}
