/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** TRUNCATE ... CASCADE. */
final class TruncateCascade extends TruncateRule {
  TruncateCascade() {
    super(
        "truncate-cascade",
        /* cascade= */ true,
        "TRUNCATE ... CASCADE",
        "name the tables that are meant",
        "all rows of %s are gone, and of every table that refers to it, however far away");
  }
}
