/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadReportTest {

  private static final long MS = 1_000_000;

  /** Near the end of its range, because System.nanoTime may be anywhere. */
  private static final long START = Long.MAX_VALUE - 500 * MS;

  @Test
  void sumsUpWhatWaited() {
    WaitLog one = new WaitLog();
    one.add(START + 10 * MS, 5 * MS);
    one.add(START + 20 * MS, 20 * MS);
    one.add(START + 150 * MS, 300 * MS);
    WaitLog other = new WaitLog();
    other.add(START + 210 * MS, 21 * MS);
    LoadReport report = report(700, one, other);

    assertThat(report.statements()).isEqualTo(4);
    assertThat(report.longest()).isEqualTo(Duration.ofMillis(300));
    assertThat(report.waits()).isEqualTo(new LoadReport.Waits(2, Duration.ofMillis(321)));
    assertThat(report.waitsOver(Duration.ofMillis(10)).count()).isEqualTo(3);
    assertThat(report.length()).isEqualTo(Duration.ofMillis(700));
    assertThat(millis(report.series(Duration.ofMillis(100))))
        .containsExactly(20L, 300L, 300L, 300L, 300L, 0L, 0L);
    assertThat(report)
        .hasToString(
            "4 statements of 2 sessions in 700 ms: longest 300 ms, 99 % within 300 ms,"
                + " 2 waits of 321 ms in all");
  }

  @Test
  void cutsOutAStretchWithWholeStatements() {
    WaitLog log = new WaitLog();
    log.add(START, 50 * MS);
    log.add(START + 90 * MS, 520 * MS);
    log.add(START + 650 * MS, 1 * MS);
    LoadReport part = report(700, log).between(START + 100 * MS, START + 600 * MS);

    assertThat(part.statements()).isEqualTo(1);
    assertThat(part.longest()).isEqualTo(Duration.ofMillis(520));
    assertThat(part.length()).isEqualTo(Duration.ofMillis(500));
    assertThat(millis(part.series(Duration.ofMillis(250)))).containsExactly(520L, 520L);
  }

  @Test
  void ranksPercentiles() {
    WaitLog log = new WaitLog();
    IntStream.rangeClosed(1, 3000).forEach(ms -> log.add(START, ms * MS));
    LoadReport report = report(700, log);
    assertThat(report.percentile(50)).isEqualTo(Duration.ofMillis(1500));
    assertThat(report.percentile(99.9)).isEqualTo(Duration.ofMillis(2997));
    assertThat(report.percentile(100)).isEqualTo(Duration.ofMillis(3000));
    assertThat(report.percentile(0.001)).isEqualTo(Duration.ofMillis(1));
    assertThatThrownBy(() -> report.percentile(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mayBeEmpty() {
    LoadReport report = report(100, new WaitLog());
    assertThat(report.longest()).isZero();
    assertThat(report.waits()).isEqualTo(new LoadReport.Waits(0, Duration.ZERO));
    assertThat(millis(report.series(Duration.ofMillis(100)))).containsExactly(0L);
  }

  private static LoadReport report(long ms, WaitLog... logs) {
    return LoadReport.of(logs.length, START, START + ms * MS, List.of(logs));
  }

  private static List<Long> millis(List<Duration> durations) {
    return durations.stream().map(Duration::toMillis).toList();
  }
}
