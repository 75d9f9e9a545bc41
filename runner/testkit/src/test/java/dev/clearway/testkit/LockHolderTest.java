/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
class LockHolderTest {

  @BeforeEach
  void createTable(TestDatabase database) throws SQLException {
    database.execute("CREATE TABLE orders (id int PRIMARY KEY)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ACCESS SHARE",
        "ROW SHARE",
        "ROW EXCLUSIVE",
        "SHARE UPDATE EXCLUSIVE",
        "SHARE",
        "SHARE ROW EXCLUSIVE",
        "EXCLUSIVE",
        "ACCESS EXCLUSIVE"
      })
  void holdsAnyModeUntilItIsClosed(String mode, TestDatabase database) throws SQLException {
    try (LockHolder holder = LockHolder.hold(database, "public.orders", mode)) {
      database.await().within(Duration.ZERO).lockHeld("public.orders", mode);
      database.await().within(Duration.ZERO).state(holder.pid(), "idle in transaction");
      assertThat(holder.released()).isNotDone();
    }
    assertThat(locksOnOrders(database)).isZero();
  }

  @Test
  void takesANameAndARole(TestDatabase database) throws SQLException {
    DatabaseRole role = database.createRole("report");
    database.execute("GRANT SELECT ON orders TO " + role);
    try (LockHolder holder =
        LockHolder.in(database)
            .application("nightly_report")
            .role(role)
            .hold("orders", "ACCESS SHARE")) {
      assertThat(
              database.queryString(
                  "SELECT application_name || ' ' || usename FROM pg_stat_activity WHERE pid = ?",
                  holder.pid()))
          .isEqualTo("nightly_report " + role.name());
    }
  }

  /** Unlike psql, a JDBC session keeps the snapshot of its query while it is idle. */
  @Test
  void keepsTheSnapshotOfAQuery(TestDatabase database) throws SQLException {
    try (LockHolder holder = LockHolder.in(database).idleAfter("SELECT count(*) FROM orders")) {
      assertThat(
              database.queryLong(
                  "SELECT count(*) FROM pg_stat_activity WHERE pid = ? AND backend_xmin IS NOT NULL",
                  holder.pid()))
          .isEqualTo(1);
    }
  }

  @Test
  void runsALongQuery(TestDatabase database) throws Exception {
    try (LockHolder holder = LockHolder.in(database).query("orders", Duration.ofHours(1))) {
      database.await().within(Duration.ZERO).lockHeld("orders", "ACCESS SHARE");
      database.await().within(Duration.ZERO).state(holder.pid(), "active");
    }
  }

  @Test
  void runsAQueryWhichEndsByItself(TestDatabase database) throws Exception {
    try (LockHolder holder = LockHolder.in(database).query("orders", Duration.ofMillis(100))) {
      holder.released().get(30, TimeUnit.SECONDS);
      database.await().state(holder.pid(), "idle");
      assertThat(locksOnOrders(database)).isZero();
    }
  }

  @Test
  void cancelsALongQueryThatIsClosed(TestDatabase database) throws SQLException {
    try (LockHolder holder = LockHolder.in(database).query("orders", Duration.ofHours(1))) {
      assertThat(holder.released()).isNotDone();
    }
    assertThat(locksOnOrders(database)).isZero();
    assertThatThrownBy(() -> LockHolder.in(database).query("no_such_table", Duration.ofHours(1)))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("long query failed");
  }

  @Test
  void holdsInAPreparedTransaction(TestDatabase database) throws SQLException {
    try (LockHolder holder = LockHolder.in(database).prepared("orders", "ROW EXCLUSIVE")) {
      assertThat(holder.pid()).isZero();
      assertThat(
              database.queryLong(
                  "SELECT count(*) FROM pg_locks WHERE relation = 'orders'::regclass"
                      + " AND mode = 'RowExclusiveLock' AND pid IS NULL"))
          .isEqualTo(1);
    }
    assertThat(locksOnOrders(database)).isZero();
  }

  @Test
  void isReleasedLaterAndSaysWhen(TestDatabase database) throws Exception {
    long start = System.nanoTime();
    try (LockHolder holder =
        LockHolder.hold(database, "orders", "ACCESS EXCLUSIVE")
            .releaseAfter(Duration.ofMillis(200))) {
      long released = holder.released().get(30, TimeUnit.SECONDS);
      assertThat(Duration.ofNanos(released - start)).isGreaterThan(Duration.ofMillis(190));
      assertThat(locksOnOrders(database)).isZero();
    }
  }

  @Test
  void doesNotMindThatSomebodyTerminatesIt(TestDatabase database) throws SQLException {
    try (LockHolder holder = LockHolder.hold(database, "orders", "ACCESS SHARE")) {
      database.execute("SELECT pg_terminate_backend(" + holder.pid() + ")");
      database.await().sessionGone(holder.pid());
    }
    try (LockHolder holder = LockHolder.in(database).query("orders", Duration.ofHours(1))) {
      database.execute("SELECT pg_terminate_backend(" + holder.pid() + ")");
      assertThat(holder.released()).succeedsWithin(Duration.ofSeconds(30));
    }
  }

  @Test
  void refusesAModeThatIsNone(TestDatabase database) {
    assertThatThrownBy(() -> LockHolder.hold(database, "orders", "SHARE MODE; DROP TABLE orders"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void awaitsWhatTheVictimsDo(TestDatabase database) throws Exception {
    try (LockHolder holder = LockHolder.hold(database, "orders", "ACCESS SHARE");
        Connection victim = database.connect();
        Statement statement = victim.createStatement()) {
      int pid = TestDatabase.pid(victim);
      database.await().notBlocked(pid);
      CompletableFuture<Boolean> done =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return statement.execute("ALTER TABLE orders ADD COLUMN note text");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      Await await = database.await();
      await.blocked(pid);
      await.blockedBy(pid, holder.pid());
      await.lockWanted("orders", "ACCESS EXCLUSIVE");
      assertThatThrownBy(() -> await.within(Duration.ZERO).notBlocked(pid))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("session " + pid + " is not blocked")
          .hasMessageContaining("lock AccessExclusiveLock on orders wanted by session " + pid)
          .hasMessageContaining("lock AccessShareLock on orders held by session " + holder.pid())
          .hasMessageContaining("ALTER TABLE orders ADD COLUMN note text");
      holder.release();
      assertThat(done).succeedsWithin(Duration.ofSeconds(30));
      await.notBlocked(pid);
      await.application(PostgresServer.APPLICATION_NAME);
      await.isTrue("SELECT count(note) = ? FROM orders", 0);
    }
  }

  private static long locksOnOrders(TestDatabase database) throws SQLException {
    return database.queryLong(
        "SELECT count(*) FROM pg_locks WHERE relation = 'orders'::regclass"
            + " AND pid IS DISTINCT FROM pg_backend_pid()");
  }
}
