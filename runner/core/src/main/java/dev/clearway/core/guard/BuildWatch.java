/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.record.RunEvent;
import dev.clearway.core.sql.SqlResource;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells the listener how far an index build is, from a thread of its own, until it is closed. */
final class BuildWatch {

  private static final String QUERY = SqlResource.load(BuildWatch.class, "build-progress.sql");
  private static final long POLL_MILLIS = 250;

  private final Guard guard;
  private final String unit;
  private final int pid;
  private final long startedAt = System.nanoTime();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  BuildWatch(Guard guard, String unit, int pid) {
    this.guard = guard;
    this.unit = unit;
    this.pid = pid;
    this.thread = new Thread(this::watch, "clearway-build");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    try {
      while (!closed.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        Optional<RunEvent> progress = guard.side.use(session -> look(session.connection()));
        if (progress.isPresent() && closed.getCount() > 0) {
          guard.listener.on(progress.get());
        }
      }
    } catch (SQLException e) {
      // Nobody but a person misses it: the statement itself says whether the server is there.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<RunEvent> look(java.sql.Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setInt(1, pid);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new RunEvent.BuildProgress(
                    unit,
                    row.getString("phase"),
                    row.getLong("done"),
                    row.getLong("total"),
                    row.getInt("waits_for"),
                    Duration.ofNanos(System.nanoTime() - startedAt)))
            : Optional.empty();
      }
    }
  }

  /** Nothing is told any more when this returns. */
  void close() {
    closed.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
