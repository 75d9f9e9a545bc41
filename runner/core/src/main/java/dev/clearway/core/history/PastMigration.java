/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.history;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a migration in one run.
 *
 * @param version null for a repeatable one
 * @param outcome as {@link dev.clearway.core.record.MigrationOutcome#word} has it
 * @param attempts all of them
 * @param lost those that were rolled back because of locks
 * @param clearanceWait how long it waited with nothing locked
 * @param relations for which it waited
 * @param blockers who was in the way
 */
public record PastMigration(
    @Nullable String version,
    String script,
    String outcome,
    int attempts,
    int lost,
    Duration clearanceWait,
    List<String> relations,
    List<PastBlocker> blockers) {

  public PastMigration {
    relations = List.copyOf(relations);
    blockers = List.copyOf(blockers);
  }

  /** How long others kept it waiting: for clearance, or in a queue for a lock. */
  public Duration waited() {
    Duration longest = clearanceWait;
    for (PastBlocker blocker : blockers) {
      longest = blocker.waited().compareTo(longest) > 0 ? blocker.waited() : longest;
    }
    return longest;
  }

  /** Whether locks cost it anything that is worth a word: an attempt, the run, or a second. */
  public boolean hadToWait() {
    return lost > 0 || outcome.equals("contended") || waited().toMillis() >= 1_000;
  }
}
