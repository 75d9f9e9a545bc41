/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.util.Collection;

/** Whether to go. */
public enum Verdict {
  /** Nothing speaks against it. */
  CLEAR("CLEAR"),
  /** Somebody or something is in the way now: try again later. */
  HOLD("HOLD"),
  /** A person must change something first. */
  NO_GO("NO-GO");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** The word in texts and JSON. */
  public String word() {
    return word;
  }

  /** The verdict that the findings add up to: what has to be changed weighs more than who waits. */
  public static Verdict of(Collection<Finding> findings) {
    Verdict verdict = CLEAR;
    for (Finding finding : findings) {
      switch (finding.severity()) {
        case ERROR -> {
          return NO_GO;
        }
        case HOLD -> verdict = HOLD;
        case WARNING, NOTE -> {
          // to be read, but nothing to stop for
        }
      }
    }
    return verdict;
  }
}
