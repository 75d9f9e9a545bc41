/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.util.Locale;

/** How much a finding weighs, the heaviest first. */
public enum Severity {
  /** A person must change something: NO-GO. */
  ERROR,
  /** In the way now: HOLD. */
  HOLD,
  /** Better looked at, but no reason to stop. */
  WARNING,
  /** Good to know. */
  NOTE;

  /** The word in texts and JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
