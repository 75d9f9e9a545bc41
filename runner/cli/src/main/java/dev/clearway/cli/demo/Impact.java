/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import dev.clearway.testkit.LoadReport;
import java.time.Duration;
import java.util.List;

/**
 * What the application felt of one migration.
 *
 * @param statements how many it ran meanwhile
 * @param longest the longest of them
 * @param waits how many took longer than {@link LoadReport#WAIT}
 * @param sumOfWaits how long those took together
 * @param columns the longest statement under way in each slice of time, in order
 */
public record Impact(
    int statements, Duration longest, int waits, Duration sumOfWaits, List<Duration> columns) {

  public Impact {
    columns = List.copyOf(columns);
  }

  static Impact of(LoadReport report, Duration column) {
    return new Impact(
        report.statements(),
        report.longest(),
        report.waits().count(),
        report.waits().sum(),
        report.series(column));
  }
}
