/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import dev.clearway.core.failure.RunOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run of {@code migrate} ended.
 *
 * @param database null where it was never reached
 * @param migrations those of this run in their order: applied, the one that stopped it, and those
 *     still pending
 * @param failure null when the outcome is {@link RunOutcome#DONE}
 */
public record RunResult(
    RunOutcome outcome,
    @Nullable DatabaseFacts database,
    List<MigrationRecord> migrations,
    Felt felt,
    @Nullable RunFailure failure) {

  public RunResult {
    migrations = List.copyOf(migrations);
  }
}
