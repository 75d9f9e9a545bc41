/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.OldSnapshot;
import java.time.Duration;
import java.util.List;

/** What happened in a run, in the order in which it happened. */
public sealed interface RunEvent {

  /**
   * The run begins.
   *
   * @param pending what it is going to apply, in order
   * @param known how many migrations there are in all, applied ones included
   */
  record RunStarted(DatabaseFacts database, List<MigrationName> pending, int known)
      implements RunEvent {
    public RunStarted {
      pending = List.copyOf(pending);
    }
  }

  /** What belongs to one unit: a migration's script, or one statement of it. */
  sealed interface UnitEvent extends RunEvent {
    /** The migration's {@link MigrationName#script script}. */
    String unit();
  }

  /** An attempt begins; {@code number} counts from 1 within the unit. */
  record AttemptStarted(String unit, int number) implements UnitEvent {}

  /**
   * Nothing is locked and nothing waits because of us; we wait for the road to clear. Repeated
   * while it lasts.
   *
   * @param relations what the unit needs, {@code schema.name}
   * @param waited in this wait so far
   */
  record ClearanceAwaited(
      String unit, int attempt, List<String> relations, List<Blocker> blockers, Duration waited)
      implements UnitEvent {
    public ClearanceAwaited {
      relations = List.copyOf(relations);
      blockers = List.copyOf(blockers);
    }
  }

  /** The road is clear after {@code waited}. */
  record ClearanceGiven(String unit, int attempt, Duration waited) implements UnitEvent {}

  /** Our side waits for replicas to catch up. */
  record ReplicaAwaited(String unit, String replica, Duration lag) implements UnitEvent {}

  /** A session in the way was cancelled or terminated, as the settings allow. */
  record BlockerEnded(String unit, Blocker blocker, boolean terminated) implements UnitEvent {}

  /** An attempt is over. */
  record AttemptFinished(String unit, Attempt attempt) implements UnitEvent {}

  /** A pause before the next attempt, with no transaction open. */
  record BackingOff(String unit, int nextAttempt, Duration pause) implements UnitEvent {}

  /** The unit is committed, or given up with its last attempt. */
  record UnitFinished(String unit, boolean done, Duration took, Duration clearanceWait)
      implements UnitEvent {}

  /** A script that an earlier run has begun goes on: {@code done} of its statements are done. */
  record ScriptResumed(String unit, int done, int statements) implements UnitEvent {}

  /**
   * A concurrent command is about to begin, and the server is going to let it wait until these
   * snapshots are gone.
   */
  record SnapshotsAwaited(String unit, List<OldSnapshot> snapshots) implements UnitEvent {
    public SnapshotsAwaited {
      snapshots = List.copyOf(snapshots);
    }
  }

  /**
   * How far an index build is. Told by a thread of its own while the statement runs.
   *
   * @param phase as {@code pg_stat_progress_create_index} names it
   * @param done of {@code total}, in whatever unit the phase counts; total 0 where it counts none
   * @param waitsFor the session that it waits for now; 0 for none
   */
  record BuildProgress(
      String unit, String phase, long done, long total, int waitsFor, Duration elapsed)
      implements UnitEvent {}

  /** Something a person should know that changes nothing in what is done. */
  record Notice(String unit, String text) implements UnitEvent {}
}
