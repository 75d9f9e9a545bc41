/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import java.time.Instant;
import java.util.List;

/**
 * One row of the statement ledger.
 *
 * @param ordinal the statement's place in its script, from 1
 * @param statement as it was when the script was begun
 * @param before what its {@link Proof} saw before it began; empty where it has not begun
 * @param run which run wrote this last
 */
public record LedgerRow(
    int ordinal,
    LedgerStatement statement,
    StatementState state,
    List<Long> before,
    String run,
    Instant changedAt) {

  public LedgerRow {
    before = List.copyOf(before);
  }
}
