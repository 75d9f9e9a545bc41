/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Holds ACCESS SHARE by means of a query that really runs. */
final class QueryHolder extends LockHolder {

  private static final String SLEEPS =
      "SELECT count(*) FROM pg_stat_activity WHERE pid = ? AND wait_event = 'PgSleep'";

  private final HolderSession session;
  private final PreparedStatement statement;
  private volatile boolean done;
  private volatile @Nullable SQLException failure;

  QueryHolder(HolderSession session, String table, Duration length) throws SQLException {
    this.session = session;
    // Not a join with pg_sleep, which would not be called at all when the table is empty.
    statement =
        session
            .connection()
            .prepareStatement("SELECT pg_sleep(?), (SELECT count(*) FROM " + table + ")");
    statement.setDouble(1, length.toNanos() / 1e9);
    Thread thread = new Thread(this::run, "long-query");
    thread.setDaemon(true);
    thread.start();
    try {
      awaitSleep();
    } catch (SQLException | RuntimeException | AssertionError e) {
      session.connection().close();
      throw e;
    }
  }

  @Override
  public int pid() {
    return session.pid();
  }

  @Override
  void end() throws SQLException {
    if (!done) {
      statement.cancel();
    }
    session.close();
  }

  private void run() {
    try (statement) {
      statement.execute();
    } catch (SQLException e) {
      // Cancelled or terminated: in both cases the lock is gone, which is all that is promised.
      failure = e;
    } finally {
      done = true;
      ended();
    }
  }

  private void awaitSleep() throws SQLException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (session.database().queryLong(SLEEPS, session.pid()) == 0) {
      SQLException early = failure;
      if (early != null) {
        throw new SQLException("the long query failed", early.getSQLState(), early);
      }
      if (System.nanoTime() > deadline) {
        throw new SQLException("the long query does not get to run");
      }
      Pause.brief();
    }
  }
}
