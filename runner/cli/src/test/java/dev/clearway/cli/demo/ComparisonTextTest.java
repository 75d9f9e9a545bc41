/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.demo.Comparison.Scene;
import dev.clearway.cli.demo.Comparison.Turn;
import dev.clearway.cli.demo.Impact.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTextTest {

  private static final StripChart CHART = StripChart.in(StandardCharsets.UTF_8);

  private final Turn stalled = turn(4_100, new Transaction(ms(500), ms(4_012)));
  private final Turn smooth = turn(4_100, new Transaction(ms(4_600), ms(12)));

  @Test
  void putsBothRunsSideBySide() {
    assertThat(ComparisonText.of(comparison(stalled, smooth), CHART))
        .isEqualTo(
            """
                            longest wait  waits > 20 ms  sum of waits  done after
              plain Flyway      4,012 ms              1         4.0 s       4.1 s
              Clearway             12 ms              0          0 ms       4.1 s

              latency of the application over time (each column 100 ms, log scale)
              plain Flyway  ▁▁▁▁▁█████████████████████████████████████████▁▁▁▁▁
              Clearway      ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▁▁▁▁
                            ▁ up to 10 ms  ▃ 60 ms  ▅ 400 ms  █ more than 2.5 s
            """);
  }

  @Test
  void staysWithin80ColumnsHoweverLongItTook() {
    var text = ComparisonText.of(comparison(stalled, turn(61_000)), CHART);

    assertThat(text).contains("each column 1000 ms");
    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void clearwayIsBetterOnlyWhenTheApplicationFeltLessInBothRespects() {
    var fewLong = turn(0, new Transaction(ms(0), ms(500)));
    var manyShort = turn(0, new Transaction(ms(0), ms(400)), new Transaction(ms(0), ms(400)));

    assertThat(comparison(stalled, smooth).clearwayIsBetter()).isTrue();
    assertThat(comparison(smooth, stalled).clearwayIsBetter()).isFalse();
    assertThat(comparison(fewLong, manyShort).clearwayIsBetter()).isFalse();
    assertThat(comparison(manyShort, fewLong).clearwayIsBetter()).isFalse();
    assertThat(comparison(smooth, smooth).clearwayIsBetter()).isFalse();
  }

  private static Comparison comparison(Turn plain, Turn clearway) {
    return new Comparison("17.11", Scene.USUAL, plain, clearway);
  }

  private static Turn turn(long doneAfterMs, Transaction... transactions) {
    return new Turn(
        Impact.of(List.of(transactions), ms(doneAfterMs + 1_000), ms(100)), ms(doneAfterMs));
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }
}
