/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import java.util.Locale;

/**
 * One place where one thing goes wrong.
 *
 * @param set the migrations that are under way
 * @param message at which of the statements that {@link Recording} has seen, from 0
 * @param kind what goes wrong
 * @param moment when
 * @param variant decides what there is to choose otherwise, such as how long a delay is
 */
record FaultPoint(String set, int message, FaultKind kind, Moment moment, int variant) {

  /** Between {@code from} and {@code to}, the same each time. */
  int between(int from, int to) {
    return from + Math.floorMod(variant * 31 + 7, to - from + 1);
  }

  /** One of {@code ways} ways, the same each time. */
  int way(int ways) {
    return Math.floorMod(variant, ways);
  }

  static FaultPoint parse(String text) {
    String[] parts = text.split("/", -1);
    return new FaultPoint(
        parts[0],
        Integer.parseInt(parts[1]),
        FaultKind.valueOf(parts[2].toUpperCase(Locale.ROOT)),
        Moment.valueOf(parts[3].toUpperCase(Locale.ROOT)),
        Integer.parseInt(parts[4]));
  }

  /** What {@link #parse} reads, and what is given to run this point alone. */
  @Override
  public String toString() {
    return (set + "/" + message + "/" + kind + "/" + moment + "/" + variant)
        .toLowerCase(Locale.ROOT);
  }
}
