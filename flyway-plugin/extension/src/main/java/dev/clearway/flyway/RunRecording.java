/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.RecordSettings;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.ledger.LedgerTable;
import dev.clearway.core.ledger.RunTable;
import dev.clearway.core.lock.ConnectionSource;
import dev.clearway.core.record.FlightRecorder;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.record.RunSummary;
import dev.clearway.core.record.SensitiveFile;
import dev.clearway.core.report.ReportFiles;
import dev.clearway.core.sql.RawTexts;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Records one run, in a file and in the table of runs, as the settings say. Whatever goes wrong
 * with that is a notice and no more. Thread-safe but for {@link #finish}.
 */
final class RunRecording implements RunListener {

  private final RecordSettings settings;
  private final RunListener notices;
  private final Clock clock = Clock.systemUTC();
  private final RunSummary summary = new RunSummary(clock);
  private final @Nullable FlightRecorder recorder;
  private final @Nullable SensitiveFile sensitive;
  private final Duration stallBudget;
  private volatile boolean budgetSpent;
  private @Nullable Path report;

  /**
   * @param stallBudget beyond which a run explains itself
   * @param run names it
   * @param directory what the settings' folders are relative to
   * @param notices hears what cannot be written
   */
  RunRecording(
      RecordSettings settings,
      Duration stallBudget,
      String run,
      Path directory,
      RunListener notices) {
    this.settings = settings;
    this.stallBudget = stallBudget;
    this.notices = notices;
    this.recorder = recorder(settings, directory, notices, clock);
    this.sensitive = sensitive(settings, run, directory, notices, clock);
  }

  private static @Nullable SensitiveFile sensitive(
      RecordSettings settings, String run, Path directory, RunListener notices, Clock clock) {
    if (!settings.hasSensitiveFolder()) {
      return null;
    }
    try {
      return new SensitiveFile(
          directory.resolve(settings.sensitiveFolder()),
          run,
          clock,
          text -> notices.on(new RunEvent.Notice("", text)));
    } catch (InvalidPathException e) {
      notices.on(
          new RunEvent.Notice("", "sensitiveFolder is no path here: the run goes on without it."));
      return null;
    }
  }

  /** The sensitive sink; one that hears nothing where the settings name none. */
  RawTexts rawTexts() {
    return sensitive == null ? RawTexts.NONE : sensitive;
  }

  private static @Nullable FlightRecorder recorder(
      RecordSettings settings, Path directory, RunListener notices, Clock clock) {
    if (!settings.hasFolder()) {
      return null;
    }
    try {
      return new FlightRecorder(
          directory.resolve(settings.recordFolder()),
          clock,
          text -> notices.on(new RunEvent.Notice("", text)));
    } catch (InvalidPathException e) {
      notices.on(
          new RunEvent.Notice(
              "", "recordFolder is no path here: the run goes on without a flight record."));
      return null;
    }
  }

  @Override
  public void on(RunEvent event) {
    if (event instanceof RunEvent.BudgetSpent) {
      budgetSpent = true;
    }
    summary.on(event);
    if (recorder != null) {
      recorder.on(event);
    }
  }

  /** Whether the run has had anything to do. */
  boolean worked() {
    return summary.worked();
  }

  /**
   * The run is over.
   *
   * @param ledger beside which the table of runs is; null where the history was never found
   */
  void finish(RunResult result, ConnectionSource source, @Nullable LedgerTable ledger) {
    if (settings.recordTable() && ledger != null) {
      addRow(result, source, ledger);
    }
    on(new RunEvent.RunFinished(result));
    if (recorder != null) {
      recorder.close();
    }
    if (sensitive != null) {
      sensitive.close();
    }
    Path folder = folder();
    if (folder != null && (budgetSpent || ReportFiles.isDue(result, stallBudget))) {
      try {
        report = ReportFiles.write(folder);
      } catch (IOException e) {
        notices.on(
            new RunEvent.Notice(
                "",
                "The incident report could not be written ("
                    + e.getClass().getSimpleName()
                    + "); the flight record may still have what it needs."));
      }
    }
  }

  /** The report that the run has written by itself; null where there is none. */
  @Nullable Path report() {
    return report;
  }

  private void addRow(RunResult result, ConnectionSource source, LedgerTable ledger) {
    String run = summary.run();
    Instant started = summary.started();
    if (run == null
        || started == null
        || !summary.worked()
        || result.outcome() == RunOutcome.UNREACHABLE) {
      return;
    }
    try (Connection connection = source.open()) {
      RunTable.beside(ledger)
          .add(
              connection,
              new RunTable.Row(
                  run,
                  started,
                  clock.instant(),
                  result.outcome().word(),
                  result.felt().victims(),
                  result.felt().longestWait().toMillis(),
                  summary.json(result)));
    } catch (SQLException e) {
      RunEvent notice =
          new RunEvent.Notice(
              "",
              "The run is not in the table of runs (SQLSTATE "
                  + e.getSQLState()
                  + "); recordTable=false leaves it out.");
      notices.on(notice);
      on(notice);
    }
  }

  /** The folder of this run, with its flight record; null where there is none. */
  @Nullable Path folder() {
    Path file = recorder == null ? null : recorder.file();
    return file == null ? null : file.getParent();
  }
}
