/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.forecast.RelationLock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long a statement works on tables, as assumed. */
final class WorkTime {

  private WorkTime() {}

  /** For one of its relations; null where that is neither rewritten nor read as a whole. */
  static @Nullable Duration of(RelationLock lock, Map<Long, TableFacts> tables) {
    TableFacts table = tables.get(lock.relation().oid());
    if (table == null || !(lock.rewrite() || lock.scan())) {
      return null;
    }
    return lock.rewrite() ? table.rewriteTime() : table.scanTime();
  }

  /** For all of its relations, one after the other. */
  static Duration of(Step step, Map<Long, TableFacts> tables) {
    Duration sum = Duration.ZERO;
    for (RelationLock lock : step.forecast().locks()) {
      Duration time = of(lock, tables);
      sum = time == null ? sum : sum.plus(time);
    }
    return sum;
  }

  /** {@code at 330 MB/s (assumed)}. */
  static String assumption(boolean rewrite) {
    return "at "
        + Amounts.bytes(
            rewrite
                ? PreflightSettings.REWRITE_BYTES_PER_SECOND
                : PreflightSettings.SCAN_BYTES_PER_SECOND)
        + "/s (assumed)";
  }
}
