/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.sql.RawTexts;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the watch tells of an attempt is that attempt's own. */
@PostgresTest
class StallWatchTest {

  private static final Duration BUDGET = Duration.ofMinutes(1);

  /** Looks that have seen our session in the queue. */
  private final BlockingQueue<StallSample> queued = new LinkedBlockingQueue<>();

  private final StallSample.Listener samples =
      new StallSample.Listener() {
        @Override
        public void sampled(StallSample sample) {
          if (sample.queue() != null) {
            queued.add(sample);
          }
        }

        @Override
        public void cancelled(int pid, boolean queueing, int victims, Duration longestWait) {}
      };

  /**
   * A look that began for one attempt may see the wait of the next one, of the same session; the
   * next one hears who is in the way all the same.
   */
  @Test
  void whoIsInTheWayIsToldToEachAttempt(TestDatabase database) throws Exception {
    database.execute("create table t (id int)");
    try (LockHolder holder = LockHolder.hold(database, "t", "ACCESS SHARE");
        Connection session = database.connect();
        SideConnection side = new SideConnection(database::connect);
        StallWatch watch =
            new StallWatch(
                side,
                new BlockerFinder(side, System::nanoTime),
                notice -> {},
                samples,
                RawTexts.NONE)) {
      int pid = TestDatabase.pid(session);
      CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> drop(session));
      database.await().blockedBy(pid, holder.pid());

      for (int attempt = 1; attempt <= 2; attempt++) {
        watch.arm(pid, BUDGET);
        queued.clear();
        assertThat(queued.poll(30, TimeUnit.SECONDS)).isNotNull();
        StallReport report = watch.disarm(pid);

        assertThat(report.blockers())
            .as("attempt %d", attempt)
            .extracting(Blocker::pid)
            .containsExactly(holder.pid());
      }
      holder.release();
      waiting.get(30, TimeUnit.SECONDS);
    }
  }

  private static void drop(Connection session) {
    try (Statement statement = session.createStatement()) {
      statement.execute("drop table t");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
