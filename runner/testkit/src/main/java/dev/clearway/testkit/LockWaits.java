/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches from the outside how long an application's sessions wait for locks on tables, by the
 * server's own clock: what a busy machine adds to a query's time is no part of it.
 */
public final class LockWaits implements AutoCloseable {

  private static final String LONGEST =
      "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - l.waitstart) * 1000), 0)"
          + " FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
          + " WHERE l.locktype = 'relation' AND NOT l.granted AND a.application_name = ?";

  private final Connection connection;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile double longest;
  private volatile @Nullable SQLException failure;

  /**
   * @param application the sessions' {@code application_name}
   */
  public LockWaits(TestDatabase database, String application) throws SQLException {
    connection = database.connect();
    thread = new Thread(() -> watch(application), "lock-waits");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch(String application) {
    try (PreparedStatement sample = connection.prepareStatement(LONGEST)) {
      sample.setString(1, application);
      while (!stopped) {
        try (ResultSet row = sample.executeQuery()) {
          row.next();
          longest = Math.max(longest, row.getDouble(1));
        }
        Pause.brief();
      }
    } catch (SQLException e) {
      failure = e;
    }
  }

  /**
   * The longest wait that was seen so far.
   *
   * @throws IllegalStateException if it could not be watched
   */
  public Duration longest() {
    if (failure != null) {
      throw new IllegalStateException("the waits could not be watched", failure);
    }
    return Duration.ofNanos((long) (longest * 1e6));
  }

  @Override
  public void close() throws SQLException {
    stopped = true;
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
