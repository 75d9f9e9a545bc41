/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.ChildProcess;
import dev.clearway.testkit.ReaderInTheWay;
import dev.clearway.testkit.TestDatabase;

/** The table that everybody wants: an application works on it, and a report reads it. */
final class BusyShop {

  private BusyShop() {}

  /**
   * Runs {@code host} meanwhile. It says what it waits for, and the application notices nothing.
   */
  static ChildProcess underLoad(TestDatabase database, ChildProcess.Builder host) throws Exception {
    ChildProcess ended = ReaderInTheWay.of(database, host::run).unnoticed();
    assertThat(ended.output())
        .contains("waits for the road to clear on public.orders, nothing is locked. In the way:")
        .contains("report (pid ");
    return ended;
  }

  static boolean isMigrated(TestDatabase database) throws Exception {
    return database.hasColumn("orders", "note");
  }
}
