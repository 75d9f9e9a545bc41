/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Somebody else's session that is in the runner's way, until it is removed. */
final class Obstacle {

  private static final List<String> TABLES =
      List.of("orders", "items", "customers", "measurements", "journal", "counters");

  private final Connection session;
  private CompletableFuture<Void> removed = CompletableFuture.completedFuture(null);

  private Obstacle(Connection session) {
    this.session = session;
  }

  /** Stops statements in their middle; see base.sql. */
  static Obstacle gate(TestDatabase database) throws SQLException {
    Obstacle gate = new Obstacle(database.connect());
    gate.execute("SELECT pg_advisory_lock(77, 1)");
    return gate;
  }

  /** A transaction that has written to all tables: what is done CONCURRENTLY waits for it. */
  static Obstacle writer(TestDatabase database) throws SQLException {
    Obstacle writer = new Obstacle(database.connect());
    writer.session.setAutoCommit(false);
    writer.execute("LOCK TABLE " + String.join(", ", TABLES) + " IN ROW EXCLUSIVE MODE");
    return writer;
  }

  /** A transaction that keeps everybody from all tables that nobody else has locked. */
  static Obstacle locker(TestDatabase database) throws SQLException {
    Obstacle locker = new Obstacle(database.connect());
    locker.session.setAutoCommit(false);
    for (String table : TABLES) {
      Savepoint before = locker.session.setSavepoint();
      try {
        locker.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE NOWAIT");
      } catch (SQLException e) {
        locker.session.rollback(before);
      }
    }
    return locker;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends its session. */
  void remove() {
    try {
      session.close();
    } catch (SQLException e) {
      // The server went down meanwhile, and took it along.
    }
  }

  /** Ends its session later. */
  void removeAfter(Duration delay) {
    removed =
        CompletableFuture.runAsync(
            this::remove,
            CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Waits until a removal that was asked for has happened. */
  void awaitRemoved() {
    removed.join();
  }
}
