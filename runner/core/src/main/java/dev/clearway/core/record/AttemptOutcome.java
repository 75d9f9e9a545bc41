/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

/** How one attempt ended. */
public enum AttemptOutcome {
  /** Committed. */
  DONE,
  /** Rolled back because of locks: try again when the road is clear. */
  CONTENDED,
  /** Rolled back because the statement itself failed. */
  FAILED,
  /** The connection went away; what became of the work has to be looked up. */
  LOST,
  /** Cancelled from outside: an operator or a signal. */
  INTERRUPTED
}
