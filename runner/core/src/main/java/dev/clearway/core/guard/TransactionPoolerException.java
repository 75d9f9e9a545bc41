/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

/**
 * A pooler gives our transactions to different sessions of the server, so that no lock and no
 * setting of ours would stay with us. Nothing has been executed.
 */
public final class TransactionPoolerException extends GuardException {

  public TransactionPoolerException() {
    super(
        "A connection pooler in transaction mode is between Clearway and the server: the lock that"
            + " keeps two migrations apart, lock_timeout and search_path would stay in sessions of"
            + " the application.",
        null);
  }

  /** What to do about it. */
  public String next() {
    return "Connect to the server itself, or to a pool in session mode, and run the same command"
        + " again.";
  }
}
