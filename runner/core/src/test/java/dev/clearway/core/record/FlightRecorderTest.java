/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.lock.OldSnapshot;
import dev.clearway.core.lock.StallSample;
import dev.clearway.core.lock.Victim;
import dev.clearway.core.sql.LockMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {

  private static final String RUN = "2026-11-21T00-41-07.250Z-3f9c";
  private static final String UNIT = "V2__note.sql";
  private static final DatabaseFacts DATABASE = new DatabaseFacts("shop", "db1:5432", "17.11");
  private static final MigrationName NAME = new MigrationName("2", "note", UNIT);

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  private FlightRecorder recorder() {
    return new FlightRecorder(
        folder,
        Clock.fixed(Instant.parse("2026-11-21T00:41:07.500Z"), ZoneOffset.UTC),
        warnings::add);
  }

  private static Blocker blocker(Duration age) {
    return new Blocker(
        4711,
        "3/77",
        BlockerKind.IDLE_IN_TRANSACTION,
        "nightly \"report\" <b>\n",
        "app_ro",
        null,
        "idle in transaction",
        age,
        true,
        LockMode.ACCESS_SHARE,
        "public.orders",
        "select $1");
  }

  private static Victim victim(Duration waited) {
    return new Victim(
        99,
        "4/1 7 AccessShareLock",
        "web",
        "app",
        null,
        LockMode.ROW_EXCLUSIVE,
        "public.orders",
        null,
        waited);
  }

  /** One of each, so that a new kind of event cannot be forgotten. */
  private static List<RunEvent> oneOfEach() {
    Attempt attempt =
        new Attempt(
            1,
            AttemptOutcome.CONTENDED,
            "55P03",
            Duration.ofMillis(75),
            Duration.ZERO,
            2,
            Duration.ofMillis(70),
            List.of(blocker(Duration.ofSeconds(9))));
    RunResult result =
        new RunResult(
            RunOutcome.CONTENTION,
            DATABASE,
            List.of(
                new MigrationRecord(
                    NAME,
                    MigrationOutcome.CONTENDED,
                    List.of(attempt),
                    Duration.ofSeconds(9),
                    Duration.ofSeconds(1))),
            new Felt(2, Duration.ofMillis(70)),
            new RunFailure(
                UNIT, 3, null, "55P03", "given up", null, null, null, "nothing", "again"));
    return List.of(
        new RunEvent.RunConfigured(List.of(new SettingFact("lockTimeout", "1s", "default"))),
        new RunEvent.RunStarted(RUN, DATABASE, List.of(NAME), 2),
        new RunEvent.ServerAsked(Map.of("deadlock_timeout", "1000 ms")),
        new RunEvent.AttemptStarted(UNIT, 1),
        new RunEvent.ClearanceAwaited(
            UNIT,
            1,
            List.of("public.orders"),
            List.of(blocker(Duration.ofSeconds(7))),
            Duration.ofMillis(250)),
        new RunEvent.ClearanceAwaited(
            UNIT,
            1,
            List.of("public.orders"),
            List.of(blocker(Duration.ofSeconds(8))),
            Duration.ofMillis(500)),
        new RunEvent.ClearanceGiven(UNIT, 1, Duration.ofMillis(600)),
        new RunEvent.ReplicaAwaited(UNIT, "replica1", Duration.ofSeconds(3)),
        new RunEvent.BlockerEnded(UNIT, blocker(Duration.ofSeconds(9)), true),
        new RunEvent.Sampled(
            UNIT,
            new StallSample(
                7,
                new StallSample.Queue(
                    LockMode.ACCESS_EXCLUSIVE, "public.orders", Duration.ofMillis(40)),
                1,
                List.of(victim(Duration.ofMillis(20))),
                List.of(blocker(Duration.ofSeconds(9))))),
        new RunEvent.Sampled(
            UNIT, new StallSample(7, null, 1, List.of(victim(Duration.ofMillis(70))), List.of())),
        new RunEvent.BudgetSpent(UNIT, true, 2, Duration.ofMillis(70)),
        new RunEvent.StatementFinished(
            UNIT, 1, 1, 3, "ALTER TABLE orders ...", Duration.ofMillis(75), "55P03"),
        new RunEvent.ServerNotice(UNIT, "NOTICE", "42P07", "exists, skipping"),
        new RunEvent.AttemptFinished(UNIT, attempt),
        new RunEvent.BackingOff(UNIT, 2, Duration.ofMillis(120)),
        new RunEvent.ScriptResumed(UNIT, 1, 3),
        new RunEvent.SnapshotsAwaited(
            UNIT,
            List.of(
                new OldSnapshot(7, "nightly", "app", "idle in transaction", Duration.ofSeconds(3)),
                new OldSnapshot(8, "", null, null, null))),
        new RunEvent.BuildProgress(UNIT, "scanning", 3, 9, 0, Duration.ofSeconds(2)),
        new RunEvent.Notice(UNIT, "something"),
        new RunEvent.InterruptRequested(),
        new RunEvent.UnitFinished(UNIT, false, Duration.ofSeconds(9), Duration.ofSeconds(1)),
        new RunEvent.RunFinished(result));
  }

  private Path written(FlightRecorder recorder) {
    oneOfEach().forEach(recorder::on);
    recorder.close();
    return folder.resolve(RUN).resolve(FlightRecord.FILE);
  }

  @Test
  void everyKindOfEventComesBackAsItWas() throws IOException {
    assertThat(oneOfEach().stream().map(Object::getClass).distinct().count())
        .isEqualTo(
            Arrays.stream(RunEvent.class.getDeclaredClasses()).filter(Class::isRecord).count());
    FlightRecorder recorder = recorder();
    Path file = written(recorder);

    FlightRecord record = FlightRecord.read(file);

    assertThat(recorder.file()).isEqualTo(file);
    assertThat(record.events())
        .extracting(TimedEvent::event)
        .containsExactlyElementsOf(oneOfEach());
    assertThat(record.events().get(0).at()).isEqualTo(Instant.parse("2026-11-21T00:41:07.500Z"));
    assertThat(record.run()).isEqualTo(RUN);
    assertThat(record.whole()).isTrue();
    assertThat(FlightRecord.runs(folder)).containsExactly(folder.resolve(RUN));
    // who is in the way is described once, not in each sample
    assertThat(Files.readAllLines(file).stream().filter(line -> line.contains("app_ro")))
        .hasSize(1);
    assertThat(warnings).isEmpty();
  }

  @Test
  void aKilledRunnerLeavesAReadableFile() throws IOException {
    String text = Files.readString(written(recorder()));
    Path cut = folder.resolve("cut.jsonl");
    int events = 0;
    for (int end = text.indexOf("server-asked"); end < text.length(); end += 97) {
      Files.writeString(cut, text.substring(0, end));
      FlightRecord record = FlightRecord.read(cut);
      assertThat(record.whole()).isFalse();
      assertThat(record.events().size()).isGreaterThanOrEqualTo(events);
      events = record.events().size();
    }
    assertThat(events).isGreaterThan(15);
    Files.writeString(cut, text.replaceFirst("attempt-started\"", ""));
    assertThatThrownBy(() -> FlightRecord.read(cut)).isInstanceOf(IOException.class);
  }

  @Test
  void aRunWithNothingToDoLeavesNothing() {
    FlightRecorder recorder = recorder();
    recorder.on(new RunEvent.RunConfigured(List.of()));
    recorder.on(new RunEvent.RunStarted(RUN, DATABASE, List.of(), 2));
    recorder.on(
        new RunEvent.RunFinished(
            new RunResult(RunOutcome.DONE, DATABASE, List.of(), new Felt(0, Duration.ZERO), null)));
    recorder.close();

    assertThat(recorder.file()).isNull();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anUnwritableFolderIsOneWarning() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    FlightRecorder recorder =
        new FlightRecorder(file.resolve("runs"), Clock.systemUTC(), warnings::add);
    oneOfEach().forEach(recorder::on);
    oneOfEach().forEach(recorder::on);
    recorder.close();

    assertThat(warnings).hasSize(1);
    assertThat(recorder.file()).isNull();
  }

  @Test
  void samplesBecomeRarerAsTheFileGrows() throws IOException {
    FlightRecorder recorder = recorder();
    recorder.on(new RunEvent.RunStarted(RUN, DATABASE, List.of(NAME), 2));
    String relation = "public." + "x".repeat(4_000);
    for (int i = 0; i < 9_000; i++) {
      recorder.on(
          new RunEvent.ClearanceAwaited(
              UNIT, 1, List.of(relation), List.of(), Duration.ofMillis(i)));
    }
    recorder.on(new RunEvent.UnitFinished(UNIT, true, Duration.ZERO, Duration.ZERO));
    recorder.close();

    Path file = folder.resolve(RUN).resolve(FlightRecord.FILE);
    assertThat(Files.size(file)).isBetween(1L << 20, FlightRecorder.MOST_BYTES);
    assertThat(FlightRecord.read(file).of(RunEvent.UnitFinished.class)).hasSize(1);
    assertThat(Files.readString(file)).contains("\"thinned\":");
  }

  @Test
  void onlyTheNewestRunsAreKept() throws IOException {
    for (int i = 0; i < 105; i++) {
      Path old =
          Files.createDirectory(folder.resolve("2025-01-01T00-00-00.000Z-%04x".formatted(i)));
      Files.writeString(old.resolve(FlightRecord.FILE), "");
      Files.writeString(old.resolve("report.md"), "");
    }
    Path other = Files.createDirectory(folder.resolve("mine"));

    written(recorder());

    assertThat(FlightRecord.runs(folder)).hasSize(100).endsWith(folder.resolve(RUN));
    assertThat(other).exists();
  }

  /** Times are written without the formatter, and read by it. */
  @Test
  void aTimeIsWrittenAsJavaWritesIt() {
    for (String time :
        List.of(
            "2026-11-21T00:41:07.500Z",
            "2026-11-21T00:41:00Z",
            "2026-01-01T00:00:00.000001Z",
            "2024-02-29T23:59:59.123456789Z",
            "1970-01-01T00:00:00Z")) {
      assertThat(RunId.utc(Instant.parse(time))).isEqualTo(time);
    }
  }

  /** A run that has nothing to do is over within the second in which the next one begins. */
  @Test
  void runsAreNamedInTheOrderOfTheirBeginnings() throws IOException {
    Instant midnight = Instant.parse("2026-11-21T00:00:00Z");
    List<String> names =
        Stream.of(0L, 9L, 80L, 700L, 999L, 1000L, 61_001L)
            .map(later -> RunId.of(midnight.plusMillis(later)))
            .toList();
    for (String name : names) {
      Files.writeString(Files.createDirectory(folder.resolve(name)).resolve(FlightRecord.FILE), "");
    }

    assertThat(FlightRecord.runs(folder))
        .extracting(Path::getFileName)
        .extracting(Path::toString)
        .isEqualTo(names);
    assertThat(names.get(2)).matches("2026-11-21T00-00-00\\.080Z-[0-9a-f]{4}");
  }
}
