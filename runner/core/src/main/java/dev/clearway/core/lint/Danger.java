/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** Why what a rule finds hurts: what a database behind it can take back. */
public enum Danger {
  /** A lock that lasts as long as the table is large: nothing to fear from a small, quiet one. */
  WORK,
  /** A lock that lasts a moment, but has to be got first. Nothing to fear from a quiet table. */
  LOCK,
  /** Clients of the old schema break, or data is gone, however small the table is. */
  CLIENTS,
  /** The migration fails, or does not do what it says. */
  FAILURE,
  /** Taste. */
  STYLE
}
