/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.ApplicationLoad;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.LockWaits;
import dev.clearway.testkit.TestDatabase;
import java.time.Duration;

/** The table that everybody wants: an application works on it, and a report reads it. */
final class BusyShop {

  private static final Duration ALLOWED = Duration.ofMillis(100);

  private BusyShop() {}

  /**
   * Runs {@code host} while the application works. The report reads until the host has said that it
   * waits for it, and then for a second more; no statement of the application may wait for longer
   * than 100 ms.
   */
  static ChildProcess underLoad(TestDatabase database, ChildProcess.Builder host) throws Exception {
    try (ApplicationLoad load =
            ApplicationLoad.on(database, "orders")
                .application("shop")
                .sessions(4)
                .pauses(Duration.ofMillis(5), Duration.ofMillis(20))
                .statements(
                    "SELECT status FROM orders WHERE id = ?",
                    "UPDATE orders SET total_cents = total_cents + 1 WHERE id = ?")
                .start();
        LockHolder report =
            LockHolder.in(database).application("report").idleAfter("select from orders");
        LockWaits waits = new LockWaits(database, "shop");
        ChildProcess.Running run = host.start()) {
      boolean waited =
          run.says("waits for the road to clear on public.orders, nothing is locked. In the way:");
      report.releaseAfter(Duration.ofSeconds(1));
      ChildProcess ended = run.end();
      assertThat(waited).as("it says what it waits for: " + ended.output()).isTrue();
      assertThat(ended.output()).contains("report (pid " + report.pid());
      assertThat(waits.longest()).as(ended.output()).isLessThanOrEqualTo(ALLOWED);
      assertThat(load.stop().statements()).isPositive();
      return ended;
    }
  }

  static long notes(TestDatabase database) throws Exception {
    return database.queryLong(
        "select count(*) from information_schema.columns where table_name = 'orders'"
            + " and column_name = 'note'");
  }
}
