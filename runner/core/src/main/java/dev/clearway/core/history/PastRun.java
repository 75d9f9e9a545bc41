/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.history;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.Felt;
import dev.clearway.core.record.FlightRecord;
import dev.clearway.core.record.JsonText;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunRecorder;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.record.RunSummary;
import dev.clearway.core.record.TimedEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run that had something to do.
 *
 * @param run names it
 * @param database its name; null where only the database itself knows
 * @param outcome as {@link RunOutcome#word} has it, or {@value #KILLED}
 * @param victims sessions that waited because of it
 */
public record PastRun(
    String run,
    Instant started,
    @Nullable String database,
    String outcome,
    int victims,
    Duration longestWait,
    List<PastMigration> migrations) {

  /** The outcome of a run whose record ends before it did. */
  public static final String KILLED = "killed";

  public PastRun {
    migrations = List.copyOf(migrations);
  }

  /**
   * A row of the table of runs.
   *
   * @param summary as {@link RunSummary#json} has written it
   * @throws IllegalArgumentException if it has another form
   */
  public static PastRun ofRow(
      String run,
      Instant started,
      String outcome,
      int victims,
      Duration longestWait,
      String summary) {
    return new PastRun(run, started, null, outcome, victims, longestWait, migrations(summary));
  }

  /** A flight record; empty for a run that had nothing to do. */
  public static Optional<PastRun> of(FlightRecord record) {
    RunEvent.RunStarted begun = record.started();
    if (begun == null) {
      return Optional.empty();
    }
    Instant started =
        record.events().stream()
            .filter(timed -> timed.event() instanceof RunEvent.RunStarted)
            .map(TimedEvent::at)
            .findFirst()
            .orElseThrow();
    RunSummary summary = new RunSummary(Clock.fixed(started, ZoneOffset.UTC));
    RunRecorder recorder = new RunRecorder();
    for (TimedEvent timed : record.events()) {
      summary.on(timed.event());
      recorder.on(timed.event());
    }
    if (!summary.worked()) {
      return Optional.empty();
    }
    RunResult result = record.result().orElse(null);
    RunResult known =
        result == null
            ? new RunResult(
                RunOutcome.INTERRUPTED,
                begun.database(),
                begun.pending().stream()
                    .map(name -> recorder.migration(name, MigrationOutcome.PENDING))
                    .toList(),
                recorder.felt(),
                null)
            : result;
    Felt felt = known.felt();
    return Optional.of(
        new PastRun(
            record.run(),
            started,
            begun.database().name(),
            result == null ? KILLED : result.outcome().word(),
            felt.victims(),
            felt.longestWait(),
            migrations(summary.json(known))));
  }

  private static List<PastMigration> migrations(String summary) {
    List<PastMigration> migrations = new ArrayList<>();
    for (Map<?, ?> one : objects(object(JsonText.read(summary)), "migrations")) {
      List<PastBlocker> blockers = new ArrayList<>();
      for (Map<?, ?> blocker : objects(one, "blockers")) {
        blockers.add(
            new PastBlocker(
                text(blocker, "application"),
                blocker.get("role") instanceof String role ? role : null,
                text(blocker, "kind"),
                text(blocker, "relation"),
                time(blocker, "waitedMs"),
                time(blocker, "ageMs")));
      }
      List<String> relations =
          one.get("relations") instanceof List<?> list
              ? list.stream().map(String::valueOf).toList()
              : List.of();
      migrations.add(
          new PastMigration(
              one.get("version") instanceof String version ? version : null,
              text(one, "script"),
              text(one, "outcome"),
              (int) number(one, "attempts"),
              (int) number(one, "gaveWay"),
              time(one, "clearanceWaitMs"),
              relations,
              blockers));
    }
    return migrations;
  }

  private static Map<?, ?> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("the summary of a run is no object");
  }

  private static List<Map<?, ?>> objects(Map<?, ?> object, String name) {
    if (!(object.get(name) instanceof List<?> list)) {
      throw new IllegalArgumentException("the summary of a run has no " + name);
    }
    List<Map<?, ?>> objects = new ArrayList<>();
    list.forEach(element -> objects.add(object(element)));
    return objects;
  }

  private static String text(Map<?, ?> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }

  private static long number(Map<?, ?> object, String name) {
    return object.get(name) instanceof Number number ? number.longValue() : 0;
  }

  private static Duration time(Map<?, ?> object, String name) {
    return Duration.ofMillis(number(object, name));
  }
}
