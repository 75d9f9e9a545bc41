/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.sql.LockMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lock that a pending migration will take on a relation that exists now.
 *
 * @param script the migration
 * @param line of the statement, from 1
 * @param statement its text on one line, cut where it is long
 * @param relation {@code schema.name}
 * @param rewrite whether the relation's file is written anew
 * @param scan whether all of the relation is read
 * @param estimatedRows -1 where nobody has counted them
 * @param bytes of the relation alone, without indexes
 * @param readsPerSecond scans of the relation; null where it was not sampled
 * @param writesPerSecond rows written; null where it was not sampled
 * @param takes how long rewrite or scan will take, as assumed; null where there is neither
 */
public record PlannedLock(
    String script,
    int line,
    String statement,
    String relation,
    LockMode mode,
    boolean rewrite,
    boolean scan,
    long estimatedRows,
    long bytes,
    @Nullable Long readsPerSecond,
    @Nullable Long writesPerSecond,
    @Nullable Duration takes) {

  /** Whether applications notice it. */
  public boolean strong() {
    return mode.isStrong();
  }

  /** The same with another text of the statement. */
  public PlannedLock withStatement(String other) {
    return new PlannedLock(
        script,
        line,
        other,
        relation,
        mode,
        rewrite,
        scan,
        estimatedRows,
        bytes,
        readsPerSecond,
        writesPerSecond,
        takes);
  }
}
