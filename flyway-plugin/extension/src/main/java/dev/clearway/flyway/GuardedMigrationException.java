/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.guard.GuardException;
import dev.clearway.core.guard.InDoubtException;
import dev.clearway.core.guard.LeftBehindException;
import dev.clearway.core.guard.ScriptChangedException;
import dev.clearway.core.guard.TransactionPoolerException;
import org.flywaydb.core.api.FlywayException;

/**
 * The guard ended a migration, or did not begin one: it gave up on contention, lost the connection,
 * was interrupted, or has no session of its own. The message says what state the database is in;
 * {@link #ended} tells which it was.
 */
public final class GuardedMigrationException extends FlywayException {

  private final GuardException ended;

  GuardedMigrationException(GuardException ended) {
    super(ended.getMessage() + next(ended), ended);
    this.ended = ended;
  }

  /** What to do, for whoever has no command line of ours that says it. */
  private static String next(GuardException ended) {
    if (ended instanceof ScriptChangedException) {
      return "\nPut the script back as it was, or decide with a repair: what was begun stays as it is"
          + " if the script still begins with it, otherwise the script begins anew.";
    }
    if (ended instanceof InDoubtException) {
      return "\nLook whether it had its effect, then say so: clearway repair --in-doubt done or again,"
          + " or set the row's state in the statement ledger to 'done' or 'pending'.";
    }
    if (ended instanceof TransactionPoolerException pooler) {
      return "\nNothing was executed. " + pooler.next();
    }
    return ended instanceof LeftBehindException left
        ? "\nThe next run cleans it up and goes on. By hand: " + String.join(" ", left.remedies())
        : "";
  }

  /** How the guard ended the migration; the same as {@link #getCause}. */
  public GuardException ended() {
    return ended;
  }
}
