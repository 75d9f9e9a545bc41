/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import dev.clearway.core.lock.Blocker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One try of one unit.
 *
 * @param number from 1, within its unit
 * @param sqlState what the server said; null when it was done, or given up while it waited for the
 *     road to clear
 * @param queued how long its statements waited for locks
 * @param held how long it held strong locks
 * @param victims sessions that waited because of it
 * @param longestVictimWait the longest that one of them waited
 * @param blockers who was in the way
 */
public record Attempt(
    int number,
    AttemptOutcome outcome,
    @Nullable String sqlState,
    Duration queued,
    Duration held,
    int victims,
    Duration longestVictimWait,
    List<Blocker> blockers) {

  public Attempt {
    blockers = List.copyOf(blockers);
  }

  /** Whether it was given up while it waited for clearance: it has neither queued nor held. */
  public boolean onlyWaited() {
    return outcome == AttemptOutcome.CONTENDED
        && sqlState == null
        && victims == 0
        && queued.isZero()
        && held.isZero();
  }

  /** The same under another number: a unit that went on after a reconnect keeps counting. */
  Attempt numbered(int other) {
    return new Attempt(
        other, outcome, sqlState, queued, held, victims, longestVictimWait, blockers);
  }
}
