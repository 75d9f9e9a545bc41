/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.lock.Blocker;
import java.util.List;

/**
 * What a preflight has found.
 *
 * @param database its name
 * @param server its version, such as 17.11
 * @param known how many migrations there are, applied ones included
 * @param pending what would run
 * @param findings the heaviest first, and by script
 * @param locks what the pending migrations will lock, in their order
 * @param blockers who is in the way, the oldest first
 * @param checked what was looked at
 */
public record PreflightResult(
    String database,
    String server,
    int known,
    List<PlannedMigration> pending,
    List<Finding> findings,
    List<PlannedLock> locks,
    List<Blocker> blockers,
    List<Fact> checked) {

  public PreflightResult {
    pending = List.copyOf(pending);
    findings = List.copyOf(findings);
    locks = List.copyOf(locks);
    blockers = List.copyOf(blockers);
    checked = List.copyOf(checked);
  }

  /** What the findings add up to. */
  public Verdict verdict() {
    return Verdict.of(findings);
  }
}
