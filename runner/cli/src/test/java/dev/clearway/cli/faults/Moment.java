/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

/** When it goes wrong, as seen by one statement that the runner sends. */
enum Moment {
  /** The runner has sent it; it has not reached the server. */
  BEFORE,
  /** The server is in the middle of it, where it can be held there; else it has just begun. */
  DURING,
  /** The server has carried it out; the runner has not read the answer. */
  AFTER
}
