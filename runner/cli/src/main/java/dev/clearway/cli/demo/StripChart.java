/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;

/**
 * A latency per column as one line of bars. The scale is logarithmic, from 10 ms to 2.5 s, so that
 * an ordinary 8 ms and an ordinary 15 ms look alike and a stall cannot be overlooked. Immutable.
 */
public final class StripChart {

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String ASCII = "_.-:=+*#";

  /** Upper ends of all levels but the last, a factor of about 2.5 apart. */
  private static final long[] UPPER_MS = {10, 25, 60, 160, 400, 1_000, 2_500};

  private final String levels;

  private StripChart(String levels) {
    this.levels = levels;
  }

  /** Draws with block characters where the charset has them, in plain ASCII where not. */
  public static StripChart in(Charset charset) {
    return new StripChart(
        charset.canEncode() && charset.newEncoder().canEncode(BLOCKS) ? BLOCKS : ASCII);
  }

  /** One character for each column, from its longest latency. */
  String draw(List<Duration> columns) {
    var line = new StringBuilder(columns.size());
    for (Duration longest : columns) {
      line.append(levels.charAt(level(longest)));
    }
    return line.toString();
  }

  /** What the characters mean, for the line below the charts. */
  String legend() {
    return "%c up to 10 ms  %c 60 ms  %c 400 ms  %c more than 2.5 s"
        .formatted(levels.charAt(0), levels.charAt(2), levels.charAt(4), levels.charAt(7));
  }

  private static int level(Duration latency) {
    int level = 0;
    while (level < UPPER_MS.length && latency.compareTo(Duration.ofMillis(UPPER_MS[level])) > 0) {
      level++;
    }
    return level;
  }
}
