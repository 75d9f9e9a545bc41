/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

/**
 * From where on a table is worth a word of lint about its locks: either is enough.
 *
 * @param bytes of the table with its indexes
 * @param writesPerSecond rows written to it
 */
public record LintWeight(long bytes, long writesPerSecond) {

  /** 10 MB, or 10 rows a second. */
  public static final LintWeight DEFAULT = new LintWeight(10_000_000, 10);
}
