/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import org.jspecify.annotations.Nullable;

/** The connection went away in the middle of a unit. */
public final class ConnectionLostException extends GuardException {

  private final @Nullable String unit;
  private final boolean inDoubt;
  private final int pid;

  ConnectionLostException(@Nullable String unit, boolean inDoubt, int pid, Throwable cause) {
    super(
        (unit == null ? "The connection was lost" : "The connection was lost in " + unit)
            + (inDoubt
                ? " while it was being committed: the schema history, and for a script outside a transaction the statement ledger, tell whether it was."
                : " before its commit: the server rolls it back."),
        cause);
    this.unit = unit;
    this.inDoubt = inDoubt;
    this.pid = pid;
  }

  /** The script; null where it was not known yet. */
  public @Nullable String unit() {
    return unit;
  }

  /** Whether the commit was under way, so that only the database knows what became of the unit. */
  public boolean isInDoubt() {
    return inDoubt;
  }

  /** The backend that was lost: it may live on until the server notices. */
  public int pid() {
    return pid;
  }
}
