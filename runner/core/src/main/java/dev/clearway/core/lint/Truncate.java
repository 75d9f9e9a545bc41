/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** TRUNCATE. */
final class Truncate extends TruncateRule {
  Truncate() {
    super(
        "truncate",
        /* cascade= */ false,
        "TRUNCATE",
        "DELETE in batches",
        "all rows of %s are gone, and ACCESS EXCLUSIVE keeps every query out");
  }
}
