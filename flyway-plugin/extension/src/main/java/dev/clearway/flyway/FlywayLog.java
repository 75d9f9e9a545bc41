/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogFactory;

/**
 * Tells Flyway's own log what the guard does, where no host listens: one line when something begins
 * or ends, and one every ten seconds while it lasts. Silent for a migration that nothing held up.
 */
final class FlywayLog implements RunListener {

  private static final Log LOG = LogFactory.getLog(FlywayLog.class);
  private static final Duration REPEAT = Duration.ofSeconds(10);

  private long lastWaitLine = Long.MIN_VALUE;

  @Override
  public synchronized void on(RunEvent event) {
    if (event instanceof RunEvent.ClearanceAwaited awaited) {
      long now = System.nanoTime();
      if (lastWaitLine == Long.MIN_VALUE || now - lastWaitLine >= REPEAT.toNanos()) {
        lastWaitLine = now;
        LOG.info(
            "Clearway: "
                + awaited.unit()
                + " waits for the road to clear on "
                + String.join(", ", awaited.relations())
                + ", nothing is locked. In the way: "
                + names(awaited.blockers()));
      }
    } else if (event instanceof RunEvent.ClearanceGiven given) {
      lastWaitLine = Long.MIN_VALUE;
      LOG.info(
          "Clearway: the road is clear for "
              + given.unit()
              + " after "
              + given.waited().toMillis()
              + " ms");
    } else if (event instanceof RunEvent.AttemptFinished finished) {
      attempt(finished.unit(), finished.attempt());
    } else if (event instanceof RunEvent.BlockerEnded ended) {
      LOG.warn(
          "Clearway: "
              + (ended.terminated() ? "ended the session of " : "cancelled the query of ")
              + names(List.of(ended.blocker()))
              + ", as the settings allow, for "
              + ended.unit());
    } else if (event instanceof RunEvent.ScriptResumed resumed) {
      LOG.info(
          "Clearway: "
              + resumed.unit()
              + " goes on where an earlier run was cut off: "
              + resumed.done()
              + " of "
              + resumed.statements()
              + " statements are done");
    } else if (event instanceof RunEvent.SnapshotsAwaited awaited) {
      LOG.info(
          "Clearway: "
              + awaited.unit()
              + " has to outwait "
              + (awaited.snapshots().size() == 1
                  ? "1 old snapshot, of "
                  : awaited.snapshots().size() + " old snapshots, the oldest of ")
              + awaited.snapshots().get(0).application()
              + " (pid "
              + awaited.snapshots().get(0).pid()
              + ")");
    } else if (event instanceof RunEvent.BuildProgress build) {
      long now = System.nanoTime();
      if (build.elapsed().compareTo(REPEAT) >= 0
          && (lastWaitLine == Long.MIN_VALUE || now - lastWaitLine >= REPEAT.toNanos())) {
        lastWaitLine = now;
        LOG.info(
            "Clearway: "
                + build.unit()
                + " "
                + build.phase()
                + (build.total() == 0 ? "" : ", " + 100 * build.done() / build.total() + " %")
                + " after "
                + build.elapsed().toSeconds()
                + " s");
      }
    } else if (event instanceof RunEvent.Notice notice) {
      LOG.warn("Clearway: " + notice.text());
    }
  }

  private static void attempt(String unit, Attempt attempt) {
    if (attempt.outcome() == AttemptOutcome.CONTENDED && !attempt.onlyWaited()) {
      LOG.info(
          "Clearway: attempt "
              + attempt.number()
              + " of "
              + unit
              + " gave way"
              + (attempt.sqlState() == null ? "" : " (SQLSTATE " + attempt.sqlState() + ")")
              + " and is rolled back"
              + (attempt.blockers().isEmpty() ? "" : ". In the way: " + names(attempt.blockers())));
    } else if (attempt.outcome() == AttemptOutcome.DONE && attempt.victims() > 0) {
      LOG.info(
          "Clearway: "
              + unit
              + " made "
              + attempt.victims()
              + " sessions wait, at most "
              + attempt.longestVictimWait().toMillis()
              + " ms");
    }
  }

  private static String names(List<Blocker> blockers) {
    return blockers.stream()
        .limit(3)
        .map(
            b ->
                (b.application().isBlank() ? "a session" : b.application())
                    + " (pid "
                    + b.pid()
                    + ", "
                    + b.age().toSeconds()
                    + " s, "
                    + b.mode().catalogName()
                    + " on "
                    + b.relation()
                    + ")")
        .collect(Collectors.joining(", "));
  }
}
