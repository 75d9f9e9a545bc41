/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.time.Duration;
import java.util.SplittableRandom;

/** What all sessions of a load have in common. Filled by the builder, read by the sessions. */
final class LoadProfile {

  final HolderSession.Owner owner = new HolderSession.Owner();
  String select = "";
  String update = "";
  Range transaction = new Range(Duration.ofMillis(1), Duration.ofMillis(10));
  Range pause = new Range(Duration.ZERO, Duration.ZERO);
  boolean serverSleeps;

  LoadProfile() {
    owner.application = "application";
  }

  /** From the shortest to the longest, both included. */
  record Range(Duration shortest, Duration longest) {
    Range {
      if (shortest.isNegative() || longest.compareTo(shortest) < 0) {
        throw new IllegalArgumentException("not a range: " + shortest + " to " + longest);
      }
    }

    long nanos(SplittableRandom random) {
      return random.nextLong(shortest.toNanos(), longest.toNanos() + 1);
    }
  }
}
