/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.ResolvedSettings;
import dev.clearway.core.guard.Guard;
import dev.clearway.core.ledger.LedgerTable;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.sql.RawTexts;
import java.util.function.Consumer;

/**
 * What a host that runs Flyway itself brings to the guard of a command.
 *
 * @param rawTexts hears texts before anything is taken out of them
 * @param scripts collects the scripts that Flyway resolves
 * @param opened is told of the guard, so that it can be interrupted
 * @param ledger is told where the statement ledger is
 */
record RunSetup(
    ResolvedSettings resolved,
    RunListener listener,
    RawTexts rawTexts,
    ScriptResources scripts,
    Consumer<Guard> opened,
    Consumer<LedgerTable> ledger) {

  /** What the guard works with. */
  GuardSettings settings() {
    return resolved.guard();
  }
}
