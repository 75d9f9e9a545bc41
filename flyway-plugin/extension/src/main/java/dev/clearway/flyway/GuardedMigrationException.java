/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.guard.GuardException;
import org.flywaydb.core.api.FlywayException;

/**
 * The guard ended a migration: it gave up on contention, lost the connection, or was interrupted.
 * The message says what state the database is in; {@link #ended} tells the three apart.
 */
public final class GuardedMigrationException extends FlywayException {

  private final GuardException ended;

  GuardedMigrationException(GuardException ended) {
    super(ended.getMessage(), ended);
    this.ended = ended;
  }

  /** How the guard ended the migration; the same as {@link #getCause}. */
  public GuardException ended() {
    return ended;
  }
}
