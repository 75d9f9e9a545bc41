/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

/** What became of one migration. */
public enum MigrationOutcome {
  APPLIED("applied"),
  SKIPPED("skipped"),
  CONTENDED("contended"),
  FAILED("failed"),
  PENDING("pending"),
  PARTLY_APPLIED("partly-applied");

  private final String word;

  MigrationOutcome(String word) {
    this.word = word;
  }

  /** The word in JSON's {@code outcome}. */
  public String word() {
    return word;
  }
}
