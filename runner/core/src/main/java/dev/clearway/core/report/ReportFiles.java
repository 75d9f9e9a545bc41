/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.FlightRecord;
import dev.clearway.core.record.RunResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;

/** The report that a run writes by itself, beside its flight record. */
public final class ReportFiles {

  private ReportFiles() {}

  /** Whether a run that ended like this has something to explain. */
  public static boolean isDue(RunResult result, Duration stallBudget) {
    return result.outcome() == RunOutcome.CONTENTION
        || result.felt().longestWait().compareTo(stallBudget) > 0;
  }

  /**
   * Writes {@code report.html} and {@code report.md}.
   *
   * @param folder the run's, with its flight record
   * @return the HTML file
   */
  public static Path write(Path folder) throws IOException {
    IncidentReport report = IncidentReport.of(FlightRecord.read(folder), ZoneId.systemDefault());
    Files.writeString(
        folder.resolve("report.md"), MarkdownReport.of(report), StandardCharsets.UTF_8);
    return Files.writeString(
        folder.resolve("report.html"), HtmlReport.of(report), StandardCharsets.UTF_8);
  }
}
