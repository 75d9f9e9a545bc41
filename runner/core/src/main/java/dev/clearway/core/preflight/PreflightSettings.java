/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.lint.LintSettings;
import java.time.Duration;

/**
 * What a preflight goes by.
 *
 * @param guard the settings of the run that would follow
 * @param sampleFor how long the tables' traffic is watched, at least; PostgreSQL's sessions report
 *     theirs once a second
 * @param lint severities and exemptions of its rules
 * @param weight from where on a table is worth a word of lint
 */
public record PreflightSettings(
    GuardSettings guard, Duration sampleFor, LintSettings lint, LintWeight weight) {

  /** With lint as it is by default. */
  public PreflightSettings(GuardSettings guard, Duration sampleFor) {
    this(guard, sampleFor, LintSettings.DEFAULT, LintWeight.DEFAULT);
  }

  /** What is assumed of reading a table from beginning to end: no server tells how fast it is. */
  public static final long SCAN_BYTES_PER_SECOND = 330_000_000;

  /** What is assumed of writing a table and its indexes anew. */
  public static final long REWRITE_BYTES_PER_SECOND = 100_000_000;
}
