/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Medians, and figures as text. */
final class Figures {

  private Figures() {}

  /** The middle one; of an even number the upper of the two, so that it is one that was seen. */
  static <T extends Comparable<T>> T median(Collection<T> seen) {
    List<T> sorted = seen.stream().sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }

  static String millis(Duration duration) {
    return format("%,d ms", duration.toMillis());
  }

  static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
