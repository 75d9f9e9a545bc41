/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerWords;

/** Words for somebody who is in the way. */
final class Who {

  private Who() {}

  /** Who it is: {@code nightly_report (app_ro) from 10.2.0.7}. */
  static String is(Blocker blocker) {
    return BlockerWords.name(blocker)
        + (blocker.user() == null ? "" : " (" + blocker.user() + ")")
        + (blocker.client() == null ? "" : " from " + blocker.client());
  }

  /** What it does: {@code idle in transaction 5 min 12 s}. */
  static String does(Blocker blocker) {
    if (!blocker.ageKnown()) {
      return "what it does and since when is hidden from this role";
    }
    String since = Amounts.time(blocker.age());
    return blocker.state() == null ? "for " + since : blocker.state() + " " + since;
  }

  /** What ends it, as a command where there is one. */
  static String remedy(Blocker blocker) {
    return BlockerWords.remedy(blocker);
  }
}
