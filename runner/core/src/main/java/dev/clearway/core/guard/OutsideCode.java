/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.lock.StallReport;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.RunEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Code of the host's outside a transaction, of which nothing is known but when it runs: a Java
 * migration that commits by itself. It is under the stall watch, and cannot be tried again.
 *
 * <p>It gets no timeouts. It may well build an index concurrently, which waits for others' locks as
 * long as it takes and must not be cut off, or fill a table for an hour; neither makes anybody
 * wait, and whoever makes somebody wait is cancelled when the stall budget is spent.
 */
final class OutsideCode {

  private final Guard guard;
  private final int pid;
  private final long startedAt = System.nanoTime();
  private @Nullable String name;

  OutsideCode(Guard guard, int pid) {
    this.guard = guard;
    this.pid = pid;
    guard.watch.arm(pid, guard.settings.stallBudget());
  }

  void called(String unit) {
    name = unit;
    guard.listener.on(new RunEvent.AttemptStarted(unit, 1));
  }

  /** Was no code after all, but a script, whose statements are guarded one by one. */
  void isScript() {
    guard.watch.disarm(pid);
  }

  void ended(boolean done) {
    StallReport report = guard.watch.disarm(pid);
    if (report.cancelled()) {
      guard.listener.on(
          new RunEvent.Notice(
              name == null ? "" : name,
              "Its statement was cancelled, because "
                  + report.victims()
                  + (report.victims() == 1 ? " session" : " sessions")
                  + " had to wait for it, up to "
                  + report.longestWait().toMillis()
                  + " ms, and the stall budget was spent. It runs outside a transaction: what it"
                  + " has committed stays."));
    }
    if (name == null) {
      return;
    }
    Attempt attempt =
        new Attempt(
            1,
            done ? AttemptOutcome.DONE : AttemptOutcome.FAILED,
            null,
            report.queued(),
            Duration.ZERO,
            report.victims(),
            report.longestWait(),
            report.blockers());
    guard.listener.on(new RunEvent.AttemptFinished(name, attempt));
    guard.listener.on(
        new RunEvent.UnitFinished(
            name, done, Duration.ofNanos(System.nanoTime() - startedAt), Duration.ZERO));
  }
}
