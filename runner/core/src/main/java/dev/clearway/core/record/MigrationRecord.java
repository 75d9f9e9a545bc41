/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import java.time.Duration;
import java.util.List;

/**
 * What became of one migration of a run.
 *
 * @param attempts in order; empty where it was never tried. A script outside a transaction has one
 *     for each statement
 * @param duration from its first attempt to its end, waits included
 * @param clearanceWait how much of that was waiting for the road to clear, nothing locked
 */
public record MigrationRecord(
    MigrationName name,
    MigrationOutcome outcome,
    List<Attempt> attempts,
    Duration duration,
    Duration clearanceWait) {

  public MigrationRecord {
    attempts = List.copyOf(attempts);
  }

  /** How many of its attempts were rolled back because of locks. */
  public long gaveWay() {
    return attempts.stream().filter(a -> a.outcome() == AttemptOutcome.CONTENDED).count();
  }
}
