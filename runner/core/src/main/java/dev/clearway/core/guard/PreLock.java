/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.forecast.RelationLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Takes SHARE UPDATE EXCLUSIVE on what is going to be locked strongly. An ordinary autovacuum
 * yields only to who has waited for it for {@code deadlock_timeout}: whoever waits for that with a
 * strong lock stalls the application all the while; who waits with this one stalls nobody, and
 * keeps the next autovacuum out.
 *
 * @see <a href="https://www.postgresql.org/docs/current/routine-vacuuming.html#AUTOVACUUM">Routine
 *     Vacuuming, "The Autovacuum Daemon"</a>
 */
final class PreLock {

  private PreLock() {}

  /**
   * Takes the locks, waiting up to {@code patience} for each, and then sets the timeouts for the
   * statement that follows; all in one round trip.
   */
  static void take(
      Connection connection,
      List<RelationLock> locks,
      Duration patience,
      Duration lockTimeout,
      Duration statementTimeout,
      Timeouts timeouts)
      throws SQLException {
    List<Relation> relations =
        locks.stream().map(RelationLock::relation).filter(Relation::lockable).distinct().toList();
    if (relations.isEmpty()) {
      timeouts.setLocal(lockTimeout, statementTimeout);
      return;
    }
    String names =
        relations.stream()
            .map(r -> "only " + quote(r.schema()) + "." + quote(r.name()))
            .collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(
          timeouts.along("local")
              + "set local lock_timeout = '"
              + Timeouts.millis(patience)
              + "'; lock table "
              + names
              + " in share update exclusive mode; set local lock_timeout = '"
              + Timeouts.millis(lockTimeout)
              + "'; set local statement_timeout = '"
              + Timeouts.millis(statementTimeout)
              + "'");
    }
    timeouts.remember(lockTimeout, statementTimeout);
  }

  private static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
