/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.lock.PoolerProbe;

/** What a pooler between us and the server means for a migration. */
final class PoolerCheck {

  private PoolerCheck() {}

  static void judge(PoolerProbe.Path path, Report report) {
    switch (path) {
      case DIRECT -> report.fact("pooler", "none");
      case SESSION_POOLER -> {
        report.fact("pooler", "one that keeps the session");
        report.general(
            "session-pooler",
            Severity.NOTE,
            "a connection pooler is in between; it seems to keep our session",
            "connect to the server itself: a pooler in transaction mode breaks migrations");
      }
      case TRANSACTION_POOLER -> {
        report.fact("pooler", "in transaction mode");
        report.general(
            "transaction-pooler",
            Severity.ERROR,
            "a pooler in transaction mode is in between: the locks that keep two migrations apart,"
                + " lock_timeout and search_path would stay in sessions of the application",
            "connect to the server itself, or to a pool in session mode");
      }
    }
  }
}
