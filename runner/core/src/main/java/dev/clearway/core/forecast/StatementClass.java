/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

/** What the guard has to do for a statement. */
public enum StatementClass {
  /**
   * Takes a strong lock on a relation that existed before: clearance, short queue, stall budget.
   */
  STRONG,
  /** A concurrent command, outside a transaction: blocks no application query, may take long. */
  CONCURRENT,
  /** Reads or writes rows, or takes weak locks only: statement timeout. */
  DATA,
  /** Touches only what this migration created, or no relation at all: nothing to guard. */
  FRESH,
  /** Opaque code or a statement that did not parse: short timeouts and the stall watch. */
  UNKNOWN
}
