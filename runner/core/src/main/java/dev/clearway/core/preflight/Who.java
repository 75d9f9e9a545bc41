/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.lock.Blocker;

/** Words for somebody who is in the way. */
final class Who {

  private Who() {}

  /** Who it is: {@code nightly_report (app_ro) from 10.2.0.7}. */
  static String is(Blocker blocker) {
    String name =
        switch (blocker.kind()) {
          case PREPARED_TRANSACTION -> "prepared transaction \"" + blocker.application() + "\"";
          case AUTOVACUUM -> "autovacuum";
          case WRAPAROUND_AUTOVACUUM -> "autovacuum against wraparound";
          case SESSION, REPLICATION, HIDDEN ->
              blocker.application().isBlank() ? "pid " + blocker.pid() : blocker.application();
        };
    return name
        + (blocker.user() == null ? "" : " (" + blocker.user() + ")")
        + (blocker.client() == null ? "" : " from " + blocker.client());
  }

  /** What it does: {@code idle in transaction 5 min 12 s}. */
  static String does(Blocker blocker) {
    if (!blocker.ageKnown()) {
      return "what it does and since when is hidden from this role";
    }
    String since = Amounts.time(blocker.age());
    return blocker.state() == null ? "for " + since : blocker.state() + " " + since;
  }

  /** What ends it, as a command where there is one. */
  static String remedy(Blocker blocker) {
    return switch (blocker.kind()) {
      case PREPARED_TRANSACTION -> {
        String gid = blocker.application().replace("'", "''");
        yield "ROLLBACK PREPARED '%s';  or  COMMIT PREPARED '%s';".formatted(gid, gid);
      }
      case WRAPAROUND_AUTOVACUUM -> "wait for it: it yields to nobody, and comes back when ended";
      case AUTOVACUUM -> "wait for it, or  SELECT pg_cancel_backend(%d);".formatted(blocker.pid());
      case SESSION, REPLICATION, HIDDEN ->
          "active".equals(blocker.state())
              ? "wait for it, or  SELECT pg_cancel_backend(%d);".formatted(blocker.pid())
              : "end that transaction:  SELECT pg_terminate_backend(%d);".formatted(blocker.pid());
    };
  }
}
