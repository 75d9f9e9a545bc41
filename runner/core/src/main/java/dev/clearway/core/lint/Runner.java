/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** What will run the migrations. */
public enum Runner {
  /** It sets timeouts, and mends what hangs Flyway. */
  CLEARWAY,
  /** Flyway alone. */
  FLYWAY
}
