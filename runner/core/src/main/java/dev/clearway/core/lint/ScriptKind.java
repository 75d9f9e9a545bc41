/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** What a script is to Flyway, which decides when it runs. */
public enum ScriptKind {
  /** {@code V1__x.sql}: once, in order. */
  VERSIONED,
  /** {@code B1__x.sql}: in place of all that is not newer. */
  BASELINE,
  /** {@code U1__x.sql}: takes one back. */
  UNDO,
  /** {@code R__x.sql}: after all others, whenever it has changed. */
  REPEATABLE,
  /** {@code afterMigrate.sql} and its like: at every run. */
  CALLBACK,
  /** Another name: taken as run once, by itself. */
  OTHER
}
