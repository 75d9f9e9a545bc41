/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Where a script is not any more what it was when it was begun.
 *
 * @param ordinal of the statement, from 1
 * @param was the statement that was begun with; null where one was added
 * @param is the statement now; null where it was taken away
 * @param state how far the old one is
 */
public record ScriptDifference(
    int ordinal,
    @Nullable LedgerStatement was,
    @Nullable LedgerStatement is,
    StatementState state) {}
