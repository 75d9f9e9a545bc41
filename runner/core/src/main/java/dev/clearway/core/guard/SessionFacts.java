/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.sql.SqlResource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * What the guard needs to know of a migration session, asked once.
 *
 * @param pid its backend
 * @param deadlockTimeout after which an ordinary autovacuum yields to a waiter
 * @param lockTimeout the session's own value, to be restored
 * @param statementTimeout the session's own value, to be restored
 * @param role that the session has, before a script changes it
 * @param application the session's own {@code application_name}, to be restored
 * @param checksClient whether the server can notice in the middle of a statement that we are gone
 */
record SessionFacts(
    int pid,
    Duration deadlockTimeout,
    String lockTimeout,
    String statementTimeout,
    String role,
    String application,
    boolean checksClient) {

  private static final String QUERY = SqlResource.load(SessionFacts.class, "session-facts.sql");

  static SessionFacts of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      return new SessionFacts(
          row.getInt("pid"),
          Duration.ofMillis(row.getLong("deadlock_timeout_ms")),
          row.getString("lock_timeout"),
          row.getString("statement_timeout"),
          row.getString("role"),
          row.getString("application"),
          row.getBoolean("checks_client"));
    }
  }
}
