/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up what happened in a run, unit by unit. Thread-safe. */
public final class RunRecorder implements RunListener {

  private static final class Entry {
    final List<Attempt> attempts = new ArrayList<>();
    Duration took = Duration.ZERO;
    Duration clearanceWait = Duration.ZERO;
    boolean ended;
    boolean done;
  }

  private final Map<String, Entry> units = new LinkedHashMap<>();
  private @Nullable String last;
  private int victims;
  private Duration longestWait = Duration.ZERO;

  @Override
  public synchronized void on(RunEvent event) {
    if (event instanceof RunEvent.AttemptStarted started) {
      last = started.unit();
      Entry entry = entry(started.unit());
      entry.ended = false;
      entry.done = false;
    } else if (event instanceof RunEvent.AttemptFinished finished) {
      Attempt attempt = finished.attempt();
      List<Attempt> attempts = entry(finished.unit()).attempts;
      attempts.add(attempt.numbered(attempts.size() + 1));
      victims += attempt.victims();
      if (attempt.longestVictimWait().compareTo(longestWait) > 0) {
        longestWait = attempt.longestVictimWait();
      }
    } else if (event instanceof RunEvent.UnitFinished finished) {
      Entry entry = entry(finished.unit());
      entry.took = entry.took.plus(finished.took());
      entry.clearanceWait = entry.clearanceWait.plus(finished.clearanceWait());
      entry.ended = true;
      entry.done = finished.done();
    }
  }

  private Entry entry(String unit) {
    return units.computeIfAbsent(unit, key -> new Entry());
  }

  /** What is known of {@code name}; without attempts where it was never tried. */
  public synchronized MigrationRecord migration(MigrationName name, MigrationOutcome outcome) {
    Entry entry = units.getOrDefault(name.script(), new Entry());
    return new MigrationRecord(name, outcome, entry.attempts, entry.took, entry.clearanceWait);
  }

  /** Whether {@code unit} is over, and done: a transaction is committed then. */
  public synchronized boolean isDone(String unit) {
    Entry entry = units.get(unit);
    return entry != null && entry.done;
  }

  /** Whether {@code unit} is over, and not done: of a transaction nothing is left then. */
  public synchronized boolean isUndone(String unit) {
    Entry entry = units.get(unit);
    return entry != null && entry.ended && !entry.done;
  }

  /** The unit that was begun last; null before the first. */
  public synchronized @Nullable String last() {
    return last;
  }

  /** What the application felt so far. */
  public synchronized Felt felt() {
    return new Felt(victims, longestWait);
  }
}
