/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StripChartTest {

  private static final List<Duration> EVERY_LEVEL =
      Stream.of(0, 10, 11, 60, 160, 400, 1_000, 2_500, 2_501, 60_000)
          .map(Duration::ofMillis)
          .toList();

  @Test
  void drawsBlocksWhereTheCharsetHasThem() {
    assertThat(StripChart.in(StandardCharsets.UTF_8).draw(EVERY_LEVEL)).isEqualTo("▁▁▂▃▄▅▆▇██");
  }

  @Test
  void drawsAsciiWhereItHasNot() {
    var chart = StripChart.in(StandardCharsets.US_ASCII);

    assertThat(chart.draw(EVERY_LEVEL)).isEqualTo("__.-:=+*##");
    assertThat(chart.legend()).isEqualTo("_ up to 10 ms  - 60 ms  = 400 ms  # more than 2.5 s");
  }
}
