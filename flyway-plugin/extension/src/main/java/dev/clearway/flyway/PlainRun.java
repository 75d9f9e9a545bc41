/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.AlertSettings;
import dev.clearway.core.config.ResolvedSettings;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.ledger.LedgerTable;
import dev.clearway.core.observe.Observers;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunId;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.record.RunRecorder;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.sql.RawTexts;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * A command of Flyway that no host of ours watches, as a run: it begins with the first migration
 * that is tried, and ends when Flyway closes its database. What becomes of the command afterwards
 * is Flyway's to say, so the run's outcome is that of its units.
 */
final class PlainRun implements RunListener {

  private static final String NOT_KNOWN = "See what Flyway said.";

  private final ResolvedSettings settings;
  private final Configuration configuration;
  private final RunListener log;
  private final RunRecording recording;
  private final String name = RunId.of(Instant.now());
  private final Observers observers;
  private final RunRecorder recorder = new RunRecorder();
  private final Map<String, Boolean> units = new LinkedHashMap<>();
  private final Map<String, Attempt> last = new LinkedHashMap<>();
  private @Nullable DatabaseFacts facts;
  private boolean begun;

  PlainRun(ResolvedSettings settings, Configuration configuration, RunListener log) {
    this.settings = settings;
    this.configuration = configuration;
    this.log = log;
    this.recording =
        new RunRecording(
            settings.record(),
            settings.guard().stallBudget(),
            name,
            Path.of("").toAbsolutePath(),
            log);
    this.observers =
        new Observers(Clock.systemUTC(), text -> log.on(new RunEvent.Notice("", text)));
  }

  /** Hears texts before anything is taken out of them. */
  RawTexts rawTexts() {
    return recording.rawTexts();
  }

  /** What the driver knows of the server without asking it. */
  void connected(Connection connection) {
    if (facts == null) {
      try {
        DatabaseMetaData known = connection.getMetaData();
        facts =
            new DatabaseFacts(
                String.valueOf(connection.getCatalog()),
                DatabaseProbe.address(known.getURL()),
                known.getDatabaseProductVersion().split(" ", 2)[0]);
      } catch (SQLException e) {
        facts = new DatabaseFacts("", "", "");
      }
    }
  }

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.AttemptStarted started) {
      begin(started.unit());
    }
    if (event instanceof RunEvent.UnitFinished finished) {
      synchronized (units) {
        units.put(finished.unit(), finished.done());
      }
    } else if (event instanceof RunEvent.AttemptFinished finished) {
      synchronized (units) {
        last.put(finished.unit(), finished.attempt());
      }
    }
    recorder.on(event);
    tell(event);
    log.on(event);
  }

  private void tell(RunEvent event) {
    recording.on(event);
    observers.on(event);
  }

  private void begin(String unit) {
    synchronized (units) {
      units.putIfAbsent(unit, false);
      if (begun) {
        return;
      }
      begun = true;
    }
    DatabaseFacts known = facts == null ? new DatabaseFacts("", "", "") : facts;
    observers.addServices(name, configuration.getClassLoader());
    tell(RunFacts.configured(settings));
    tell(new RunEvent.RunStarted(name, known, List.of(name(unit)), 0));
  }

  /** Flyway's names are not at hand here: {@code V7__add_note.sql} says the same. */
  private static MigrationName name(String unit) {
    String file = unit.substring(unit.lastIndexOf('/') + 1);
    int end = file.indexOf("__");
    String version =
        end > 1 && file.charAt(0) == 'V' ? file.substring(1, end).replace('_', '.') : null;
    String description =
        end < 0 ? file : file.substring(end + 2).replaceFirst("\\.[^.]*$", "").replace('_', ' ');
    return new MigrationName(version, description, unit);
  }

  /**
   * Flyway has closed its database.
   *
   * @param ledger the statement ledger's table; null where the history was never found
   */
  void finish(@Nullable LedgerTable ledger) {
    if (!begun) {
      return;
    }
    RunResult result = result();
    boolean asks = settings.record().hasFolder() || settings.record().recordTable();
    try (Borrowed borrowed = new Borrowed(asks)) {
      if (asks) {
        tell(new RunEvent.ServerAsked(borrowed.server()));
      }
      recording.finish(result, borrowed::connection, ledger);
    }
    Path report = recording.report();
    if (report != null) {
      log.on(new RunEvent.Notice("", "The incident report: " + report));
    }
    observers.on(new RunEvent.RunFinished(result));
    observers.close(settings.get(AlertSettings.ALERT_TIMEOUT));
  }

  /** One connection for all that is left to do when Flyway has closed its own. */
  private final class Borrowed implements AutoCloseable {

    private @Nullable Connection connection;

    Borrowed(boolean asks) {
      try {
        connection = asks ? open() : null;
      } catch (SQLException e) {
        // Whoever needs it tries again, and says so.
      }
    }

    Map<String, String> server() {
      try {
        return connection == null ? Map.of() : DatabaseProbe.server(connection);
      } catch (SQLException e) {
        return Map.of();
      }
    }

    Connection connection() throws SQLException {
      Connection known = connection;
      if (known == null) {
        known = open();
        connection = known;
      }
      return known;
    }

    @Override
    public void close() {
      try {
        if (connection != null) {
          connection.close();
        }
      } catch (SQLException e) {
        // It is not needed any more.
      }
    }
  }

  private Connection open() throws SQLException {
    return configuration.getDataSource().getConnection();
  }

  private RunResult result() {
    String undone =
        units.entrySet().stream()
            .filter(unit -> !unit.getValue())
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse(null);
    RunOutcome outcome = undone == null ? RunOutcome.DONE : outcome(undone);
    MigrationOutcome stopped =
        outcome == RunOutcome.CONTENTION ? MigrationOutcome.CONTENDED : MigrationOutcome.FAILED;
    return new RunResult(
        outcome,
        facts,
        units.entrySet().stream()
            .map(
                unit ->
                    recorder.migration(
                        name(unit.getKey()), unit.getValue() ? MigrationOutcome.APPLIED : stopped))
            .toList(),
        recorder.felt(),
        undone == null
            ? null
            : new RunFailure(
                undone,
                null,
                null,
                last.containsKey(undone) ? last.get(undone).sqlState() : null,
                outcome == RunOutcome.CONTENTION
                    ? "given up: the locks could not be had in time"
                    : "not done",
                null,
                null,
                null,
                NOT_KNOWN,
                "Run the same command again."));
  }

  /** A unit that never had an attempt, or whose last one gave way, was given up for its locks. */
  private RunOutcome outcome(String unit) {
    Attempt attempt = last.get(unit);
    if (attempt == null) {
      return RunOutcome.CONTENTION;
    }
    return switch (attempt.outcome()) {
      case CONTENDED -> RunOutcome.CONTENTION;
      case INTERRUPTED -> RunOutcome.INTERRUPTED;
      case LOST -> RunOutcome.UNREACHABLE;
      case DONE, FAILED -> RunOutcome.FAILED;
    };
  }
}
