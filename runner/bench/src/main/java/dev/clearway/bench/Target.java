/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What Clearway's figure has to be.
 *
 * @param words for the table
 * @param met whether it is, given everybody's figure
 */
record Target(String words, Predicate<Map<Contender, Duration>> met) {

  static Target atMost(Duration most) {
    return new Target(
        "≤ " + Figures.millis(most), figures -> clearways(figures).compareTo(most) <= 0);
  }

  /** At most that part of another contender's figure. */
  static Target atMostPartOf(Contender other, int parts, String words) {
    return new Target(
        words,
        figures -> {
          Duration others = figures.get(other);
          return others != null && clearways(figures).multipliedBy(parts).compareTo(others) <= 0;
        });
  }

  private static Duration clearways(Map<Contender, Duration> figures) {
    Duration clearways = figures.get(Contender.CLEARWAY);
    if (clearways == null) {
      throw new IllegalStateException("Clearway was not measured");
    }
    return clearways;
  }
}
