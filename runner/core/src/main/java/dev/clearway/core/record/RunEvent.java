/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.OldSnapshot;
import dev.clearway.core.lock.StallSample;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened in a run, in the order in which it happened. */
public sealed interface RunEvent {

  /**
   * What the run works with; before anything else of it.
   *
   * @param settings every setting with where it came from, secrets masked
   */
  record RunConfigured(List<SettingFact> settings) implements RunEvent {
    public RunConfigured {
      settings = List.copyOf(settings);
    }
  }

  /**
   * What the server says of itself that decides how migrations wait: settings and their values, the
   * role and what it may see.
   *
   * @param facts by name, in the order in which to show them
   */
  record ServerAsked(Map<String, String> facts) implements RunEvent {
    public ServerAsked {
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
  }

  /**
   * The run begins, or goes on after the connection was lost.
   *
   * @param run names it: its beginning in UTC and four digits, such as {@code
   *     2026-11-21T00-41-07.250Z-3f9c}
   * @param pending what it is going to apply, in order
   * @param known how many migrations there are in all, applied ones included
   */
  record RunStarted(String run, DatabaseFacts database, List<MigrationName> pending, int known)
      implements RunEvent {
    public RunStarted {
      pending = List.copyOf(pending);
    }
  }

  /** The run is over; nothing comes after it. */
  record RunFinished(RunResult result) implements RunEvent {}

  /** Somebody has asked the run to stop: a signal, or a host. */
  record InterruptRequested() implements RunEvent {}

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

  /**
   * One statement of a script was sent and answered.
   *
   * @param number of the statement in its script, from 1
   * @param line of the script, from 1
   * @param statement its beginning, normalised
   * @param sqlState what the server refused it with; null when it is done
   */
  record StatementFinished(
      String unit,
      int attempt,
      int number,
      int line,
      String statement,
      Duration took,
      @Nullable String sqlState)
      implements UnitEvent {}

  /**
   * What the server told a migration beside its answer: NOTICE, WARNING and the like. The text of
   * those that a migration raises itself may hold data, and is kept out: it is empty.
   *
   * @param sqlState 00000 for what the migration raises itself
   */
  record ServerNotice(String unit, String severity, String sqlState, String text)
      implements UnitEvent {}

  /**
   * What the stall watch has seen in one look: who waits because of us, and for what we wait. Told
   * by the watch's own thread, several times a second, while there is something to see.
   */
  record Sampled(String unit, StallSample sample) implements UnitEvent {}

  /**
   * The stall budget is spent: our own statement is cancelled. Told by the watch's own thread.
   *
   * @param queueing whether we were waiting for a lock ourselves
   */
  record BudgetSpent(String unit, boolean queueing, int victims, Duration longestWait)
      implements UnitEvent {}

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
