/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.ApplicationLoad;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.LockWaits;
import dev.clearway.testkit.TestDatabase;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The table that everybody wants: an application works on it, and a report reads it. */
final class BusyShop {

  private static final Duration ALLOWED = Duration.ofMillis(100);

  private BusyShop() {}

  /**
   * Runs {@code host} on its own thread. The report reads until somebody asks who is in the way,
   * and then for a second more; no statement of the application may wait for longer than 100 ms.
   */
  static ChildProcess underLoad(TestDatabase database, Callable<ChildProcess> host)
      throws Exception {
    try (ApplicationLoad load =
            ApplicationLoad.on(database, "orders")
                .application("shop")
                .sessions(4)
                .statements(
                    "SELECT status FROM orders WHERE id = ?",
                    "UPDATE orders SET total_cents = total_cents + 1 WHERE id = ?")
                .start();
        LockHolder report =
            LockHolder.in(database).application("report").idleAfter("select from orders");
        LockWaits waits = new LockWaits(database, "shop")) {
      CompletableFuture<ChildProcess> run =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return host.call();
                } catch (Exception e) {
                  throw new CompletionException(e);
                }
              });
      while (!run.isDone() && !someoneAsksWhoIsInTheWay(database)) {
        Thread.onSpinWait();
      }
      assertThat(run).as("it did not wait for the report").isNotDone();
      report.releaseAfter(Duration.ofSeconds(1));
      ChildProcess ended = run.join();
      assertThat(waits.longest()).as(ended.output()).isLessThanOrEqualTo(ALLOWED);
      assertThat(load.stop().statements()).isPositive();
      return ended;
    }
  }

  private static boolean someoneAsksWhoIsInTheWay(TestDatabase database) throws Exception {
    return database.queryLong(
            "select count(*) from pg_stat_activity where datname = current_database()"
                + " and application_name ilike 'clearway%' and query like '%pg_locks%'"
                + " and pid <> pg_backend_pid()")
        > 0;
  }

  static long notes(TestDatabase database) throws Exception {
    return database.queryLong(
        "select count(*) from information_schema.columns where table_name = 'orders'"
            + " and column_name = 'note'");
  }
}
