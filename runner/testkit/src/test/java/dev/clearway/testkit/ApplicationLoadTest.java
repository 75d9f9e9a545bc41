/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class ApplicationLoadTest {

  @BeforeEach
  void createTable(TestDatabase database) throws SQLException {
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, note text);"
            + "INSERT INTO orders SELECT n FROM generate_series(1, 1000) AS n");
  }

  @Test
  void feelsALockAndNothingElse(TestDatabase database) throws Exception {
    Duration held = Duration.ofMillis(600);
    try (ApplicationLoad load =
        ApplicationLoad.on(database, "orders").sessions(4).application("shop").start()) {
      database.await().application("shop");
      awaitStatements(load, 100);
      long from = System.nanoTime();
      try (LockHolder holder = LockHolder.hold(database, "orders", "ACCESS EXCLUSIVE")) {
        database
            .await()
            .isTrue(
                "SELECT count(*) = 4 FROM pg_stat_activity"
                    + " WHERE application_name = 'shop' AND wait_event_type = 'Lock'");
        holder.releaseAfter(held).released().join();
      }
      database.await().isTrue("SELECT count(*) = 0 FROM pg_locks WHERE NOT granted");
      awaitStatements(load, load.report().statements() + 100);
      LoadReport report = load.stop();

      LoadReport during = report.between(from, from + held.toNanos());
      assertThat(during.waitsOver(held).count()).isEqualTo(4);
      assertThat(during.waitsOver(held).sum()).isGreaterThan(held.multipliedBy(4));
      assertThat(report.longest()).isEqualTo(during.longest()).isGreaterThan(held);
      assertThat(report.percentile(50)).isLessThan(LoadReport.WAIT);
      assertThat(report.series(Duration.ofMillis(100)))
          .filteredOn(longest -> longest.compareTo(held) > 0)
          .hasSizeGreaterThanOrEqualTo(6)
          .hasSizeLessThan(report.series(Duration.ofMillis(100)).size());
      assertThat(report.sessions()).isEqualTo(4);
    }
  }

  /** Neither the time for which transactions stay open nor the other sessions are waited for. */
  @Test
  void doesNotCountItsOwnSleep(TestDatabase database) throws Exception {
    Duration open = Duration.ofMillis(300);
    for (boolean inServer : new boolean[] {false, true}) {
      ApplicationLoad.Builder builder =
          ApplicationLoad.on(database, "orders").transactions(open, open).pauses(open, open);
      if (inServer) {
        builder.sleepingInTheServer();
      }
      try (ApplicationLoad load = builder.start()) {
        database
            .await()
            .isTrue(
                "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'application'"
                    + " AND "
                    + (inServer ? "wait_event = 'PgSleep'" : "state = 'idle in transaction'"));
        awaitStatements(load, 32);
        assertThat(load.stop().waitsOver(open).count()).isZero();
      }
    }
  }

  @Test
  void readsAndUpdates(TestDatabase database) throws Exception {
    database.execute("CREATE TABLE t AS SELECT gen_random_uuid() AS key, 0 AS n");
    try (ApplicationLoad load =
        ApplicationLoad.on(database, "t")
            .key("key")
            .sessions(1)
            .statements("SELECT n FROM t WHERE key = ?", "UPDATE t SET n = n + 1 WHERE key = ?")
            .start()) {
      awaitStatements(load, 10);
      int statements = load.stop().statements();
      assertThat(statements).isEven();
      assertThat(database.queryLong("SELECT n FROM t"))
          .isGreaterThanOrEqualTo(statements / 2)
          .isEqualTo(database.queryLong("SELECT max(n) FROM t"));
    }
  }

  @Test
  void usesARole(TestDatabase database) throws Exception {
    DatabaseRole role = database.createRole("app");
    database.execute("GRANT SELECT, UPDATE ON orders TO " + role);
    try (ApplicationLoad load = ApplicationLoad.on(database, "orders").role(role).start()) {
      database
          .await()
          .isTrue("SELECT count(*) = 8 FROM pg_stat_activity WHERE usename = ?", role.name());
      assertThat(load.report().length()).isPositive();
    }
  }

  @Test
  void tellsOfAFailingSession(TestDatabase database) throws Exception {
    ApplicationLoad load = ApplicationLoad.on(database, "orders").sessions(2).start();
    database.execute("DROP TABLE orders");
    database
        .await()
        .isTrue("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'application'");
    assertThatThrownBy(load::stop)
        .isInstanceOf(IllegalStateException.class)
        .cause()
        .isInstanceOf(SQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", "42P01");
    load.close();

    assertThatThrownBy(() -> ApplicationLoad.on(database, "orders").start())
        .isInstanceOf(SQLException.class);
    database.execute("CREATE TABLE orders (id int)");
    assertThatThrownBy(() -> ApplicationLoad.on(database, "orders").start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("too few");
    database.execute("INSERT INTO orders SELECT generate_series(1, 8)");
    assertThatThrownBy(
            () ->
                ApplicationLoad.on(database, "orders")
                    .statements("SELECT 1 / (id - id) FROM orders WHERE id = ?", "SELECT ?")
                    .start())
        .isInstanceOf(IllegalStateException.class);
    database
        .await()
        .isTrue("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'application'");
  }

  private static void awaitStatements(ApplicationLoad load, int statements) {
    while (load.report().statements() < statements) {
      Pause.brief();
    }
  }
}
