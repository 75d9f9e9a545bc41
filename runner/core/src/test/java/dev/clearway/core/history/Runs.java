/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.history;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.FlightRecord;
import dev.clearway.core.record.FlightRecorder;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunId;
import dev.clearway.core.record.RunRecorder;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.sql.LockMode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Runs that never were, told to the recorder as real ones are, and read back from its files. */
public final class Runs {

  private static final DatabaseFacts SHOP = new DatabaseFacts("shop", "db1:5432", "17.11");

  private final Path folder;

  public Runs(Path folder) {
    this.folder = folder;
  }

  /**
   * Who is in the way.
   *
   * @param seconds how long we wait for it
   */
  public static Blocker blocker(String application, String role, String relation, long seconds) {
    return new Blocker(
        4711,
        "3/17",
        BlockerKind.SESSION,
        application,
        role,
        null,
        "active",
        Duration.ofSeconds(seconds * 10),
        true,
        LockMode.ACCESS_SHARE,
        relation,
        "select $1");
  }

  /**
   * A run of one script.
   *
   * @param at when it begins
   * @param outcome of the run
   * @param lost how many attempts give way
   * @param waited for the blockers
   */
  public void run(
      String at, String script, RunOutcome outcome, int lost, Duration waited, Blocker... blockers)
      throws Exception {
    record(at, script, outcome, lost, waited, true, blockers);
  }

  /** One that is killed while it waits. */
  public void killed(String at, String script, Duration waited, Blocker... blockers)
      throws Exception {
    record(at, script, RunOutcome.INTERRUPTED, 0, waited, false, blockers);
  }

  private void record(
      String at,
      String script,
      RunOutcome outcome,
      int lost,
      Duration waited,
      boolean whole,
      Blocker... blockers) {
    Instant start = Instant.parse(at);
    String run = RunId.of(start);
    MigrationName name =
        new MigrationName(script.substring(1, script.indexOf("__")), "test", script);
    RunRecorder recorder = new RunRecorder();
    try (FlightRecorder flight =
        new FlightRecorder(
            folder,
            Clock.fixed(start, ZoneOffset.UTC),
            text -> {
              throw new AssertionError(text);
            })) {
      List<RunEvent> events = new ArrayList<>();
      events.add(new RunEvent.RunStarted(run, SHOP, List.of(name), 3));
      events.add(new RunEvent.AttemptStarted(script, 1));
      List<Blocker> inTheWay = List.of(blockers);
      if (!waited.isZero()) {
        List<String> relations = inTheWay.stream().map(Blocker::relation).distinct().toList();
        events.add(
            new RunEvent.ClearanceAwaited(script, 1, relations, inTheWay, waited.dividedBy(2)));
        events.add(new RunEvent.ClearanceAwaited(script, 1, relations, inTheWay, waited));
      }
      for (int i = 1; i <= lost; i++) {
        events.add(finished(script, i, AttemptOutcome.CONTENDED, "55P03", inTheWay));
      }
      boolean done = outcome == RunOutcome.DONE;
      if (whole && outcome != RunOutcome.CONTENTION) {
        events.add(
            finished(
                script,
                lost + 1,
                done ? AttemptOutcome.DONE : AttemptOutcome.FAILED,
                done ? null : "42703",
                List.of()));
      }
      if (whole) {
        events.add(new RunEvent.UnitFinished(script, done, waited, waited));
      }
      for (RunEvent event : events) {
        recorder.on(event);
        flight.on(event);
      }
      if (whole) {
        MigrationOutcome became =
            switch (outcome) {
              case DONE -> MigrationOutcome.APPLIED;
              case CONTENTION -> MigrationOutcome.CONTENDED;
              default -> MigrationOutcome.FAILED;
            };
        flight.on(
            new RunEvent.RunFinished(
                new RunResult(
                    outcome,
                    SHOP,
                    List.of(recorder.migration(name, became)),
                    recorder.felt(),
                    done
                        ? null
                        : new RunFailure(
                            script, 1, null, null, "no", null, null, null, "as before", "again"))));
      }
    }
  }

  private static RunEvent finished(
      String script,
      int number,
      AttemptOutcome outcome,
      @org.jspecify.annotations.Nullable String sqlState,
      List<Blocker> blockers) {
    return new RunEvent.AttemptFinished(
        script,
        new Attempt(
            number,
            outcome,
            sqlState,
            Duration.ofMillis(50),
            Duration.ZERO,
            2,
            Duration.ofMillis(30),
            blockers));
  }

  /** What the files say. */
  List<PastRun> read() throws Exception {
    List<PastRun> runs = new ArrayList<>();
    for (Path record : FlightRecord.runs(folder)) {
      PastRun.of(FlightRecord.read(record)).ifPresent(runs::add);
    }
    return runs;
  }
}
