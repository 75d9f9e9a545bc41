/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.time.Duration;
import java.util.Locale;

/** Numbers with their units, for people: the same everywhere in a report. */
public final class Amounts {

  private static final String[] BYTE_UNITS = {"kB", "MB", "GB", "TB", "PB"};

  private Amounts() {}

  /** {@code 38 ms}, {@code 4.1 s}, {@code 31 s}, {@code 5 min 12 s}, {@code 2 h 5 min}. */
  public static String time(Duration time) {
    long millis = time.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 10_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return parts(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return parts(seconds / 3_600, "h", seconds / 60 % 60, "min");
    }
    return parts(seconds / 86_400, "d", seconds / 3_600 % 24, "h");
  }

  private static String parts(long large, String largeUnit, long small, String smallUnit) {
    return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /** {@code 0 B}, {@code 12 kB}, {@code 1.8 GB}, {@code 412 GB}: thousands, as disks are sold. */
  public static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    double amount = bytes;
    int unit = -1;
    while (amount >= 999.5 && unit < BYTE_UNITS.length - 1) {
      amount /= 1_000;
      unit++;
    }
    return String.format(
        Locale.ROOT, amount < 9.95 ? "%.1f %s" : "%.0f %s", amount, BYTE_UNITS[unit]);
  }

  /** {@code 1,900}. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 index}, {@code 3 indexes}. */
  public static String count(long number, String one, String many) {
    return number(number) + " " + (number == 1 ? one : many);
  }
}
