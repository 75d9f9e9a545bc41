/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.cli.demo.Obstacle;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One report after the other, with a pause between them, until it is closed. */
final class Waves implements Obstacle.Placed {

  private final TestDatabase database;
  private final Duration length;
  private final Duration pause;
  private final CompletableFuture<Long> firstGone;
  private @Nullable LockHolder current;
  private boolean closed;
  private @Nullable SQLException failure;

  Waves(TestDatabase database, Duration length, Duration pause) throws SQLException {
    this.database = database;
    this.length = length;
    this.pause = pause;
    LockHolder first = read();
    current = first;
    firstGone = first.released();
    var unused = first.released().whenComplete((ended, ignored) -> nextAfterPause());
  }

  @Override
  public CompletableFuture<Long> gone() {
    return firstGone;
  }

  @Override
  public synchronized void close() throws SQLException {
    closed = true;
    if (current != null) {
      current.close();
    }
    if (failure != null) {
      throw failure;
    }
  }

  private LockHolder read() throws SQLException {
    return LockHolder.in(database).application("report").query("orders", length);
  }

  private void nextAfterPause() {
    CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS).execute(this::next);
  }

  private synchronized void next() {
    if (closed) {
      return;
    }
    try {
      if (current != null) {
        current.close();
      }
      LockHolder report = read();
      current = report;
      var unused = report.released().whenComplete((ended, ignored) -> nextAfterPause());
    } catch (SQLException e) {
      failure = e;
    }
  }
}
