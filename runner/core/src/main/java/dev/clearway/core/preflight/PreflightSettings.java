/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.config.GuardSettings;
import java.time.Duration;

/**
 * What a preflight goes by.
 *
 * @param guard the settings of the run that would follow
 * @param sampleFor how long the tables' traffic is watched, at least; PostgreSQL's sessions report
 *     theirs once a second
 */
public record PreflightSettings(GuardSettings guard, Duration sampleFor) {

  /** What is assumed of reading a table from beginning to end: no server tells how fast it is. */
  public static final long SCAN_BYTES_PER_SECOND = 330_000_000;

  /** What is assumed of writing a table and its indexes anew. */
  public static final long REWRITE_BYTES_PER_SECOND = 100_000_000;
}
