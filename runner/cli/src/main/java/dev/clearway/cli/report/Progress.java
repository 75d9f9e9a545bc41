/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunEvent.UnitEvent;
import dev.clearway.core.record.RunListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows a run and knows, at any moment, what there is to say about the migration that it is at.
 * {@link #close} ends what was begun on the screen; nothing may be heard after it.
 *
 * <p>Thread-safe: events come from the thread that migrates, ticks from another one.
 */
public abstract class Progress implements RunListener, AutoCloseable {

  /** What the current migration is doing. */
  enum Phase {
    RUNNING,
    WAITING,
    PAUSED,
    REPLICA,
    /** A concurrent index build, which blocks nobody and takes its time. */
    BUILDING
  }

  private final LongSupplier nanos;
  private final Map<String, MigrationName> names = new LinkedHashMap<>();

  private @Nullable String unit;
  private Phase phase = Phase.RUNNING;
  private long unitBegan;
  private int attempt;
  private int left;
  private List<String> relations = List.of();
  private List<Blocker> blockers = List.of();
  private String detail = "";
  private RunEvent.@Nullable BuildProgress build;

  Progress(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public final synchronized void on(RunEvent event) {
    if (event instanceof RunEvent.RunStarted started) {
      started.pending().forEach(name -> names.put(name.script(), name));
      left = started.pending().size();
      begun(started);
    } else if (event instanceof UnitEvent of) {
      onUnit(of);
    }
  }

  private void onUnit(UnitEvent event) {
    if (!event.unit().equals(unit)) {
      unit = event.unit();
      unitBegan = nanos.getAsLong();
      attempt = 1;
      phase = Phase.RUNNING;
    }
    if (event instanceof RunEvent.AttemptStarted started) {
      attempt = started.number();
      phase = Phase.RUNNING;
      changed();
    } else if (event instanceof RunEvent.ClearanceAwaited awaited) {
      attempt = awaited.attempt();
      relations = awaited.relations();
      blockers = awaited.blockers();
      phase = Phase.WAITING;
      changed();
    } else if (event instanceof RunEvent.ClearanceGiven given) {
      attempt = given.attempt();
      phase = Phase.RUNNING;
      changed();
    } else if (event instanceof RunEvent.ReplicaAwaited replica) {
      detail = "%s is %s behind".formatted(replica.replica(), Words.time(replica.lag()));
      phase = Phase.REPLICA;
      changed();
    } else if (event instanceof RunEvent.BackingOff off) {
      attempt = off.nextAttempt();
      detail = "attempt %d in %s".formatted(off.nextAttempt(), Words.time(off.pause()));
      phase = Phase.PAUSED;
      changed();
    } else if (event instanceof RunEvent.BuildProgress progress) {
      build = progress;
      phase = Phase.BUILDING;
      changed();
    } else if (event instanceof RunEvent.SnapshotsAwaited awaited) {
      said("has to outwait " + Words.snapshots(awaited.snapshots()));
    } else if (event instanceof RunEvent.ScriptResumed resumed) {
      said(
          "goes on where an earlier run was cut off: %d of %d statements are done"
              .formatted(resumed.done(), resumed.statements()));
    } else if (event instanceof RunEvent.AttemptFinished finished) {
      phase = Phase.RUNNING;
      if (!finished.attempt().blockers().isEmpty()) {
        blockers = finished.attempt().blockers();
      }
    } else if (event instanceof RunEvent.BlockerEnded ended) {
      said(
          "%s %s, which was %s, with %s"
              .formatted(
                  ended.terminated() ? "terminated" : "cancelled",
                  Words.who(ended.blocker()),
                  Words.doing(ended.blocker()),
                  Words.holds(ended.blocker())));
    } else if (event instanceof RunEvent.Notice notice) {
      said(notice.text());
    } else if (event instanceof RunEvent.UnitFinished finished) {
      left = Math.max(0, left - 1);
      ended(finished);
      unit = null;
    }
  }

  /** The run's head is known. */
  abstract void begun(RunEvent.RunStarted started);

  /** The current migration does something else now, or still the same. */
  abstract void changed();

  /** A line that is to stay. */
  abstract void said(String text);

  /** The current migration is over. */
  abstract void ended(RunEvent.UnitFinished finished);

  @Override
  public abstract void close();

  /** The current migration; null between two. */
  final @Nullable MigrationName current() {
    return unit == null ? null : nameOf(unit);
  }

  final MigrationName nameOf(String script) {
    MigrationName name = names.get(script);
    return name == null ? new MigrationName(null, script, script) : name;
  }

  final Phase phase() {
    return phase;
  }

  final int attempt() {
    return attempt;
  }

  /** How many are still to come after the current one. */
  final int left() {
    return Math.max(0, left - 1);
  }

  final List<String> relations() {
    return relations;
  }

  final List<Blocker> blockers() {
    return blockers;
  }

  /** For {@link Phase#PAUSED} and {@link Phase#REPLICA}: what is waited for. */
  final String detail() {
    return detail;
  }

  /** For {@link Phase#BUILDING}: how far it is. */
  final RunEvent.@Nullable BuildProgress build() {
    return build;
  }

  final Duration sinceBegin() {
    return Duration.ofNanos(nanos.getAsLong() - unitBegan);
  }

  final long now() {
    return nanos.getAsLong();
  }

  static String headline(String version, RunEvent.RunStarted started) {
    return "Clearway %s   %s on %s (PostgreSQL %s)   %d pending of %d"
        .formatted(
            version,
            started.database().name(),
            started.database().address(),
            started.database().server(),
            started.pending().size(),
            started.known());
  }
}
