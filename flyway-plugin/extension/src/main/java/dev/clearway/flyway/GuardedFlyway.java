/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.record.RunResult;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * Flyway's {@code migrate} under the guard, for hosts that run Flyway themselves: the command line
 * and the build plugins. One object is one run.
 *
 * <p>{@link #interrupt} may be called from any thread; everything else belongs to one thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class GuardedFlyway {

  /**
   * @param flyway Flyway's own configuration, with its data source
   * @param settings the guard's settings
   * @param listener hears what happens
   */
  public GuardedFlyway(Configuration flyway, GuardSettings settings, RunListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Applies the pending migrations. Does not throw for what can happen to a migration: the result
   * says how it ended and what state the database is in.
   */
  public RunResult migrate() {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends the run as soon as possible: the running statement is cancelled and rolled back, waits
   * end, the advisory lock is released, and {@link #migrate} returns.
   */
  public void interrupt() {
    throw new UnsupportedOperationException();
  }
}
