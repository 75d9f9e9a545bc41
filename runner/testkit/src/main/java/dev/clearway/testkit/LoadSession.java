/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One session of an application's load. */
final class LoadSession {

  private static final int WARM_UP = 200;

  private final Connection connection;
  private final LoadProfile profile;
  private final List<Object> keys;
  private final SplittableRandom random;
  private final WaitLog waits = new WaitLog();
  private final PreparedStatement select;
  private final PreparedStatement update;
  private final PreparedStatement sleep;
  private volatile boolean stopped;
  private volatile boolean cancelled;
  private volatile @Nullable Exception failure;

  LoadSession(HolderSession session, LoadProfile profile, List<Object> keys, long seed)
      throws SQLException {
    connection = session.connection();
    this.profile = profile;
    this.keys = keys;
    random = new SplittableRandom(seed);
    connection.setAutoCommit(false);
    select = connection.prepareStatement(profile.select);
    update = connection.prepareStatement(profile.update);
    sleep = connection.prepareStatement("SELECT pg_sleep(?)");
  }

  /** Runs in a thread of its own until it is stopped. */
  void run(CountDownLatch warm, CountDownLatch go) {
    try (connection) {
      try {
        for (int i = 0; i < WARM_UP; i++) {
          transaction(0);
        }
        waits.clear();
      } finally {
        warm.countDown();
      }
      await(go);
      while (!stopped) {
        transaction(profile.transaction.nanos(random));
        pause(profile.pause.nanos(random));
      }
    } catch (SQLException | RuntimeException e) {
      if (!cancelled) {
        failure = e;
      }
    }
  }

  void stop() {
    stopped = true;
  }

  /** Ends a statement that does not end by itself. */
  void cancel() {
    cancelled = true;
    try {
      // The driver ignores it for those that do not run.
      select.cancel();
      update.cancel();
      sleep.cancel();
    } catch (SQLException e) {
      failure = e;
    }
  }

  void close() throws SQLException {
    connection.close();
  }

  @Nullable Exception failure() {
    return failure;
  }

  WaitLog waits() {
    return waits;
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while the load was started");
    }
  }

  private void transaction(long open) throws SQLException {
    Object key = keys.get(random.nextInt(keys.size()));
    timed(select, key);
    timed(update, key);
    if (open > 0 && profile.serverSleeps) {
      sleep.setDouble(1, open / 1e9);
      sleep.executeQuery().close();
    } else {
      pause(open);
    }
    connection.commit();
  }

  private void timed(PreparedStatement statement, Object key) throws SQLException {
    statement.setObject(1, key);
    long start = System.nanoTime();
    try {
      if (statement.execute()) {
        readAll(statement.getResultSet());
      }
    } finally {
      waits.add(start, System.nanoTime() - start);
    }
  }

  private static void readAll(ResultSet rows) throws SQLException {
    try (rows) {
      while (rows.next()) {
        rows.getObject(1);
      }
    }
  }

  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
