/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a mistyped name was probably meant to be. */
public final class DidYouMean {

  private DidYouMean() {}

  /**
   * The candidate nearest to {@code name}, if one is near: at most a third of its letters have to
   * change, and upper or lower case does not count.
   */
  public static Optional<String> nearest(String name, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .filter(candidate -> distance(name, candidate) * 3 <= candidate.length());
  }

  /** {@code "; did you mean X?"}, or nothing when no candidate is near. */
  public static String hint(String name, Collection<String> candidates) {
    return nearest(name, candidates).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /** Letters to insert, delete or replace (Levenshtein). */
  private static int distance(String first, String second) {
    String from = first.toLowerCase(Locale.ROOT);
    String to = second.toLowerCase(Locale.ROOT);
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
