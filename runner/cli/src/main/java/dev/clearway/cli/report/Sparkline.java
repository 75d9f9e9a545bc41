/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;

/** Times as one line of bars, the tallest for the longest of them. */
final class Sparkline {

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String ASCII = "_.-:=+*#";

  private Sparkline() {}

  /** One character for each time; the lowest for none at all only. */
  static String of(List<Duration> times, Charset charset) {
    String levels = charset.canEncode() && charset.newEncoder().canEncode(BLOCKS) ? BLOCKS : ASCII;
    long longest = Math.max(1, times.stream().mapToLong(Duration::toMillis).max().orElse(1));
    StringBuilder line = new StringBuilder(times.size());
    for (Duration time : times) {
      long millis = time.toMillis();
      long steps = levels.length() - 1L;
      long level = millis == 0 ? 0 : Math.max(1, Math.round((double) millis * steps / longest));
      line.append(levels.charAt((int) level));
    }
    return line.toString();
  }
}
