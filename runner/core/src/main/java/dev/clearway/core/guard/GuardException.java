/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import org.jspecify.annotations.Nullable;

/** The guard ended a unit; the subtypes say how, and all that they say holds for the database. */
public abstract sealed class GuardException extends RuntimeException
    permits ConnectionLostException,
        ContentionException,
        InDoubtException,
        LeftBehindException,
        RunInterruptedException,
        ScriptChangedException,
        TransactionPoolerException {

  GuardException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
