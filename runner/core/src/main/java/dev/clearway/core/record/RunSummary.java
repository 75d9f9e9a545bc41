/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import dev.clearway.core.lock.Blocker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds up a run for the table of runs: which migration needed how many attempts, how long it
 * waited, and for whom. Thread-safe.
 */
public final class RunSummary implements RunListener {

  private static final int MOST_BLOCKERS = 20;

  private static final class Unit {
    final Map<String, InTheWay> blockers = new LinkedHashMap<>();
    final List<String> relations = new ArrayList<>();
    Duration seen = Duration.ZERO;
  }

  private static final class InTheWay {
    final Blocker blocker;
    Duration waited = Duration.ZERO;
    Duration age = Duration.ZERO;

    InTheWay(Blocker blocker) {
      this.blocker = blocker;
    }
  }

  private final Clock clock;
  private final Map<String, Unit> units = new LinkedHashMap<>();
  private @Nullable Instant started;
  private @Nullable String run;
  private boolean worked;

  public RunSummary(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void on(RunEvent event) {
    if (event instanceof RunEvent.RunStarted begun && started == null) {
      started = clock.instant();
      run = begun.run();
    } else if (event instanceof RunEvent.AttemptStarted attempt) {
      worked = true;
      unit(attempt.unit());
    } else if (event instanceof RunEvent.ClearanceAwaited awaited) {
      worked = true;
      Unit unit = unit(awaited.unit());
      Duration step = awaited.waited().minus(unit.seen);
      unit.seen = awaited.waited();
      awaited.relations().stream()
          .filter(relation -> !unit.relations.contains(relation))
          .forEach(unit.relations::add);
      awaited.blockers().forEach(blocker -> add(unit, blocker, step));
    } else if (event instanceof RunEvent.ClearanceGiven given) {
      unit(given.unit()).seen = Duration.ZERO;
    } else if (event instanceof RunEvent.AttemptFinished finished
        && finished.attempt().outcome() == AttemptOutcome.CONTENDED) {
      Unit unit = unit(finished.unit());
      finished
          .attempt()
          .blockers()
          .forEach(blocker -> add(unit, blocker, finished.attempt().queued()));
    }
  }

  private Unit unit(String name) {
    return units.computeIfAbsent(name, key -> new Unit());
  }

  private static void add(Unit unit, Blocker blocker, Duration waited) {
    String key =
        blocker.application() + "\0" + blocker.user() + "\0" + blocker.kind() + blocker.relation();
    InTheWay known = unit.blockers.get(key);
    if (known == null && unit.blockers.size() < MOST_BLOCKERS) {
      known = new InTheWay(blocker);
      unit.blockers.put(key, known);
    }
    if (known != null) {
      known.waited = known.waited.plus(waited.isNegative() ? Duration.ZERO : waited);
      known.age = known.age.compareTo(blocker.age()) > 0 ? known.age : blocker.age();
    }
  }

  /** Names the run; null before it began. */
  public synchronized @Nullable String run() {
    return run;
  }

  /** When it began; null before. */
  public synchronized @Nullable Instant started() {
    return started;
  }

  /** Whether it has had anything to do. */
  public synchronized boolean worked() {
    return worked;
  }

  /** The summary of a run that ended with {@code result}, as JSON. */
  public synchronized String json(RunResult result) {
    List<Map<String, ?>> migrations = new ArrayList<>();
    for (MigrationRecord migration : result.migrations()) {
      Unit unit = units.get(migration.name().script());
      if (unit != null) {
        migrations.add(migration(migration, unit));
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", RecordLines.SCHEMA_VERSION);
    json.put("migrations", migrations);
    return JsonText.write(json);
  }

  private static Map<String, ?> migration(MigrationRecord migration, Unit unit) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("version", migration.name().version());
    json.put("script", migration.name().script());
    json.put("outcome", migration.outcome().word());
    json.put("attempts", migration.attempts().size());
    json.put("gaveWay", migration.gaveWay());
    json.put("durationMs", migration.duration().toMillis());
    json.put("clearanceWaitMs", migration.clearanceWait().toMillis());
    json.put("relations", unit.relations);
    json.put("blockers", unit.blockers.values().stream().map(RunSummary::blocker).toList());
    return json;
  }

  private static Map<String, ?> blocker(InTheWay seen) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("application", seen.blocker.application());
    json.put("role", seen.blocker.user());
    json.put("kind", seen.blocker.kind().word());
    json.put("relation", seen.blocker.relation());
    json.put("mode", seen.blocker.mode().catalogName());
    json.put("waitedMs", seen.waited.toMillis());
    json.put("ageMs", seen.age.toMillis());
    return json;
  }
}
