/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What the application felt of one migration, from every transaction that it ran meanwhile.
 *
 * @param transactions how many it ran
 * @param longest the longest of them
 * @param waits how many took longer than {@link #WAIT}
 * @param sumOfWaits how long those took together
 * @param columns the longest transaction under way in each slice of time, in order
 */
public record Impact(
    int transactions, Duration longest, int waits, Duration sumOfWaits, List<Duration> columns) {

  /** A transaction of 1 to 10 ms that takes longer than this has waited for something. */
  public static final Duration WAIT = Duration.ofMillis(20);

  public Impact {
    columns = List.copyOf(columns);
  }

  /**
   * One transaction of the application.
   *
   * @param start since the measurement began
   * @param took until it was committed
   */
  public record Transaction(Duration start, Duration took) {}

  /**
   * @param length of the measurement
   * @param column of one slice
   */
  public static Impact of(List<Transaction> transactions, Duration length, Duration column) {
    long width = column.toNanos();
    var columns = new Duration[Math.toIntExact((length.toNanos() + width - 1) / width)];
    Arrays.fill(columns, Duration.ZERO);
    var longest = Duration.ZERO;
    int waits = 0;
    var sumOfWaits = Duration.ZERO;
    for (Transaction transaction : transactions) {
      Duration took = transaction.took();
      longest = max(longest, took);
      if (took.compareTo(WAIT) > 0) {
        waits++;
        sumOfWaits = sumOfWaits.plus(took);
      }
      long first = Math.max(0, transaction.start().toNanos() / width);
      long last = Math.min(columns.length - 1, transaction.start().plus(took).toNanos() / width);
      for (int i = (int) first; i <= last; i++) {
        columns[i] = max(columns[i], took);
      }
    }
    return new Impact(transactions.size(), longest, waits, sumOfWaits, Arrays.asList(columns));
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? b : a;
  }
}
