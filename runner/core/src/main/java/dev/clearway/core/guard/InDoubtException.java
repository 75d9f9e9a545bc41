/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.ledger.LedgerRow;
import java.time.temporal.ChronoUnit;

/**
 * A statement outside a transaction was begun by a run that did not live to see its end, and the
 * catalog cannot tell whether it had its effect. Nothing is executed before a person has looked.
 */
public final class InDoubtException extends GuardException {

  private final String unit;
  private final transient LedgerRow row;

  InDoubtException(String unit, LedgerRow row) {
    super(
        "Statement %d of %s (line %d) was begun by run %s at %s, which did not live to see its end, and the catalog cannot tell whether it had its effect: %s"
            .formatted(
                row.ordinal(),
                unit,
                row.statement().line(),
                row.run(),
                row.changedAt().truncatedTo(ChronoUnit.SECONDS),
                row.statement().text()),
        (Throwable) null);
    this.unit = unit;
    this.row = row;
  }

  /** The script. */
  public String unit() {
    return unit;
  }

  /** What the ledger says of the statement. */
  public LedgerRow row() {
    return row;
  }
}
