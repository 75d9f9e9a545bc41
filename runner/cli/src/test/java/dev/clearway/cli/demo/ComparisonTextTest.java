/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.demo.Comparison.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonTextTest {

  private static final StripChart CHART = StripChart.in(StandardCharsets.UTF_8);

  private final Turn stalled = turn(8, 4_012, 32_096, columns(5, 41, 5));
  private final Turn smooth = turn(0, 12, 0, columns(46, 1, 4));

  @Test
  void putsBothRunsSideBySide() {
    assertThat(ComparisonText.of(comparison(stalled, smooth), CHART))
        .isEqualTo(
            """
            PostgreSQL 17.11, a table of 5,000 rows, 8 sessions of 1-10 ms transactions, and
            one report that reads for 4.0 s. ALTER TABLE orders ADD COLUMN note text.

                            longest wait  waits > 20 ms  sum of waits  done after
              plain Flyway      4,012 ms              8        32.1 s       4.1 s
              Clearway             12 ms              0          0 ms       4.1 s

              latency of the application over time (each column 100 ms, log scale)
              plain Flyway  ▁▁▁▁▁█████████████████████████████████████████▁▁▁▁▁
              Clearway      ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂▁▁▁▁
                            ▁ up to 10 ms  ▃ 60 ms  ▅ 400 ms  █ more than 2.5 s
            """);
  }

  @Test
  void staysWithin80ColumnsHoweverLongItTook() {
    var text = ComparisonText.of(comparison(stalled, turn(0, 12, 0, columns(600, 1, 19))), CHART);

    assertThat(text).contains("each column 1000 ms");
    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void clearwayIsBetterOnlyWhenTheApplicationFeltLessInBothRespects() {
    var fewLong = turn(1, 500, 500, columns(1, 1, 1));
    var manyShort = turn(2, 400, 800, columns(1, 1, 1));

    assertThat(comparison(stalled, smooth).clearwayIsBetter()).isTrue();
    assertThat(comparison(smooth, stalled).clearwayIsBetter()).isFalse();
    assertThat(comparison(fewLong, manyShort).clearwayIsBetter()).isFalse();
    assertThat(comparison(manyShort, fewLong).clearwayIsBetter()).isFalse();
    assertThat(comparison(smooth, smooth).clearwayIsBetter()).isFalse();
  }

  private static Comparison comparison(Turn plain, Turn clearway) {
    return new Comparison("17.11", 5_000, Scene.USUAL, plain, clearway);
  }

  private static Turn turn(int waits, long longestMs, long sumMs, List<Boolean> high) {
    var columns = high.stream().map(is -> ms(is ? longestMs : 3)).toList();
    return new Turn(new Impact(5_000, ms(longestMs), waits, ms(sumMs), columns), ms(4_100));
  }

  /** So many low columns, high ones, and low ones again. */
  private static List<Boolean> columns(int before, int high, int after) {
    return Stream.of(
            Collections.nCopies(before, false),
            Collections.nCopies(high, true),
            Collections.nCopies(after, false))
        .flatMap(List::stream)
        .toList();
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }
}
