/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What became of a program that migrated a table while an application worked on it and a report
 * read it.
 *
 * @param ended what the program came to
 * @param longestWait how long a session of the application waited for a lock, without {@code
 *     lateness}
 * @param lateness how late the server came back from a short sleep meanwhile, or how long a short
 *     piece of work had to do without a processor, whichever is more: what a busy machine adds to
 *     any wait
 */
public record ReaderInTheWay<T>(T ended, Duration longestWait, Duration lateness) {

  /** What Clearway lets an application notice. */
  private static final Duration UNNOTICED = Duration.ofMillis(100);

  /** About what a migration's own work is, while it holds its locks. */
  private static final Duration WORK = Duration.ofMillis(20);

  /** Of so many looks one works, which would otherwise take a processor itself. */
  private static final int SELDOM = 20;

  private static final String LATE =
      "select extract(epoch from clock_timestamp() - began) * 1000000 - 5000"
          + " from (select clock_timestamp() as began, pg_sleep(0.005)) sleep";

  private static final String ASKS =
      "select count(*) from pg_stat_activity where datname = current_database()"
          + " and application_name ilike 'clearway%' and query like '%pg_locks%'"
          + " and pid <> pg_backend_pid()";

  /**
   * What the program came to, of which the application noticed nothing.
   *
   * @throws AssertionError if a session of it waited for more than 100 ms
   */
  public T unnoticed() {
    if (longestWait.compareTo(UNNOTICED) > 0) {
      throw new AssertionError("the application waited for " + longestWait + " for: " + ended);
    }
    return ended;
  }

  /**
   * Runs {@code program}. The report reads the table {@code orders} (with {@code id}, {@code
   * status} and {@code total_cents}) until Clearway asks who is in the way, and then for a second
   * more.
   *
   * @throws IllegalStateException if the program ended without asking, or the application did not
   *     get anything done
   */
  public static <T> ReaderInTheWay<T> of(TestDatabase database, Callable<T> program)
      throws SQLException {
    try (ApplicationLoad load =
            ApplicationLoad.on(database, "orders")
                .application("shop")
                .sessions(4)
                // what is to be measured needs a processor too
                .pauses(Duration.ofMillis(5), Duration.ofMillis(20))
                .statements(
                    "SELECT status FROM orders WHERE id = ?",
                    "UPDATE orders SET total_cents = total_cents + 1 WHERE id = ?")
                .start();
        LockHolder report =
            LockHolder.in(database).application("report").idleAfter("select from orders");
        LockWaits waits = new LockWaits(database, "shop");
        Connection clock = database.connect()) {
      CompletableFuture<T> run =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return program.call();
                } catch (Exception e) {
                  throw new CompletionException(e);
                }
              });
      while (!run.isDone() && database.queryLong(ASKS) == 0) {
        Pause.brief();
      }
      if (run.isDone()) {
        throw new IllegalStateException("it did not ask who is in the way: " + run.join());
      }
      report.releaseAfter(Duration.ofSeconds(1));
      Duration lateness = withoutProcessor();
      int looks = 0;
      try (PreparedStatement sleep = clock.prepareStatement(LATE)) {
        do {
          try (ResultSet row = sleep.executeQuery()) {
            row.next();
            Duration late = Duration.ofNanos(1000 * row.getLong(1));
            lateness = longer(lateness, late);
          }
          if (++looks % SELDOM == 0) {
            lateness = longer(lateness, withoutProcessor());
          }
        } while (!run.isDone());
      }
      T ended = run.join();
      Duration longest = waits.longest().minus(lateness);
      if (load.stop().statements() == 0) {
        throw new IllegalStateException("the application did nothing");
      }
      return new ReaderInTheWay<>(ended, longest, lateness);
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** For how long this thread had to wait for a processor during its {@link #WORK}. */
  private static Duration withoutProcessor() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    long began = System.nanoTime();
    long worked = 0;
    while (worked < WORK.toNanos()) {
      worked = threads.getCurrentThreadCpuTime() - before;
    }
    return Duration.ofNanos(Math.max(0, System.nanoTime() - began - worked));
  }
}
