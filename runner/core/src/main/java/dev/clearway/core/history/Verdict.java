/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.history;

import java.util.List;
import java.util.Locale;

/** What a migration's runs, taken together, say of it. */
public enum Verdict {
  /** Locks cost it nothing worth a word. */
  SMOOTH,
  /** Locks cost it attempts, time or whole runs, and then it was applied as it was. */
  FLAKY_LOCK,
  /** Locks have kept it from being applied, so far. */
  BLOCKED,
  /** It failed by itself, and was applied later: somebody has corrected it. */
  CORRECTED,
  /** It fails by itself: to run it again does not help. */
  FAILING;

  /** {@code flaky-lock}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The verdict on one migration.
   *
   * @param appearances in the runs in which it was tried, the oldest first
   */
  static Verdict of(List<PastMigration> appearances) {
    boolean failed = false;
    boolean waited = false;
    boolean applied = false;
    for (PastMigration migration : appearances) {
      boolean failsNow =
          migration.outcome().equals("failed") || migration.outcome().equals("partly-applied");
      failed |= failsNow;
      waited |= migration.hadToWait();
      applied = migration.outcome().equals("applied") || (applied && !failsNow);
    }
    if (failed) {
      return applied ? CORRECTED : FAILING;
    }
    if (!waited) {
      return SMOOTH;
    }
    return applied ? FLAKY_LOCK : BLOCKED;
  }
}
