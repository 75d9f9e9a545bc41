/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.lock.OldSnapshot;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.RunEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a person sees of a concurrent index build. */
class BuildProgressTest {

  private static final String SCRIPT = "V2__idx.sql";

  private final AtomicLong clock = new AtomicLong(1);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String tell(Function<PrintStream, Progress> of) {
    try (Progress progress = of.apply(new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
      progress.on(
          new RunEvent.RunStarted(
              "2026-11-21T00-41-07.250Z-3f9c",
              new DatabaseFacts("shop", "db1:5432", "17.11"),
              List.of(new MigrationName("2", "idx", SCRIPT)),
              2));
      progress.on(new RunEvent.ScriptResumed(SCRIPT, 3, 5));
      progress.on(
          new RunEvent.SnapshotsAwaited(
              SCRIPT,
              List.of(
                  new OldSnapshot(
                      7, "nightly", "app", "idle in transaction", Duration.ofSeconds(312)))));
      progress.on(new RunEvent.AttemptStarted(SCRIPT, 1));
      pass(Duration.ofSeconds(11));
      progress.on(build("building index: scanning table", 31, 50, 0));
      pass(Duration.ofSeconds(11));
      progress.on(build("waiting for old snapshots", 0, 1, 7));
      progress.on(new RunEvent.UnitFinished(SCRIPT, true, Duration.ofSeconds(22), Duration.ZERO));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private static RunEvent build(String phase, long done, long total, int waitsFor) {
    return new RunEvent.BuildProgress(SCRIPT, phase, done, total, waitsFor, Duration.ofSeconds(11));
  }

  @Test
  void inALogEachPhaseIsALine() {
    assertThat(tell(err -> new PlainProgress(err, "1", clock::get)))
        .contains("V2 goes on where an earlier run was cut off: 3 of 5 statements are done\n")
        .contains("V2 has to outwait 1 old snapshot: nightly (app), idle in transaction 5 min 12 s")
        .contains("V2 builds an index: building index: scanning table  62 %\n")
        .contains("V2 builds an index: waiting for old snapshots, for pid 7  0 %\n")
        .contains("V2 idx done in 22 s");
  }

  @Test
  void onATerminalItIsABar() {
    Charset utf8 = StandardCharsets.UTF_8;
    assertThat(tell(err -> new LiveProgress(err, "1", Style.PLAIN, utf8, clock::get)))
        .contains("building")
        .contains("building index: scanning table  ████████████░░░░░░░░  62 %");
  }

  @Test
  void withoutSymbolsToo() {
    Charset ascii = StandardCharsets.US_ASCII;
    assertThat(tell(err -> new LiveProgress(err, "1", Style.PLAIN, ascii, clock::get)))
        .contains("building index: scanning table  ############........  62 %");
  }
}
