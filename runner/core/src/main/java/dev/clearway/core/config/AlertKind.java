/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

/** What somebody may want to be told of a run. */
public enum AlertKind {
  /** A migration has waited for others longer than {@link AlertSettings#ALERT_BLOCKED_AFTER}. */
  BLOCKED,
  /** An attempt has spent its stall budget and was cancelled. */
  BUDGET,
  /** The run gave up on contention. */
  GAVE_UP,
  /** The run failed: the SQL, the connection, something to clean up, a bug. */
  FAILED,
  /** Somebody has stopped the run. */
  INTERRUPTED,
  /** Everything that was pending is applied. */
  DONE
}
