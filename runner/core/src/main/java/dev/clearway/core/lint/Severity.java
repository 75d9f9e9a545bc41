/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.Locale;

/** How much a finding weighs, the heaviest first. */
public enum Severity {
  /** Stalls or breaks an application: {@code lint} fails by default. */
  ERROR,
  /** Better looked at. */
  WARNING,
  /** Good to know. */
  NOTE,
  /** Not looked for. */
  OFF;

  /** The word in texts, JSON and configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this weighs no less than {@code other}. */
  public boolean isAtLeast(Severity other) {
    return compareTo(other) <= 0;
  }

  /** The lighter of the two. */
  Severity lighter(Severity other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /**
   * The severity that a word stands for.
   *
   * @throws IllegalArgumentException for any other word
   */
  public static Severity of(String word) {
    for (Severity severity : values()) {
      if (severity.word().equals(word)) {
        return severity;
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' is no severity; there are error, warning, note and off");
  }
}
