/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code lock_timeout} and {@code statement_timeout} of one session. What is in force is
 * remembered, so that nothing is sent twice; a rollback reverts what was set inside its
 * transaction, so each attempt begins anew.
 */
final class Timeouts {

  private final Connection connection;
  private @Nullable Duration lock;
  private @Nullable Duration statement;

  Timeouts(Connection connection) {
    this.connection = connection;
  }

  /** Forgets what is in force: after a commit or rollback, or when a script has set them itself. */
  void forget() {
    lock = null;
    statement = null;
  }

  /** Remembers what a statement of the caller's has set. */
  void remember(Duration newLock, Duration newStatement) {
    lock = newLock;
    statement = newStatement;
  }

  /** Until the end of the transaction. Zero is none. */
  void setLocal(Duration newLock, Duration newStatement) throws SQLException {
    String sql = settingLocal(newLock, newStatement);
    if (!sql.isEmpty()) {
      execute(sql);
    }
  }

  /** What {@link #setLocal} sends, for a caller that is going to send it; empty if nothing. */
  String settingLocal(Duration newLock, Duration newStatement) {
    if (newLock.equals(lock) && newStatement.equals(statement)) {
      return "";
    }
    remember(newLock, newStatement);
    return setting("local", millis(newLock), millis(newStatement));
  }

  /** Until it is changed again. Zero is none. */
  void setForSession(Duration newLock, Duration newStatement) throws SQLException {
    execute(setting("session", millis(newLock), millis(newStatement)));
    forget();
  }

  /** Puts the session's own values back. */
  void restore(SessionFacts facts) throws SQLException {
    execute(setting("session", facts.lockTimeout(), facts.statementTimeout()));
    forget();
  }

  /**
   * SET, not {@code set_config}: a query would take a snapshot, and a script that begins with SET
   * TRANSACTION ISOLATION LEVEL would be refused.
   */
  private static String setting(String scope, String newLock, String newStatement) {
    String set = "set " + scope;
    return set
        + (" lock_timeout = '" + newLock + "'; ")
        + set
        + (" statement_timeout = '" + newStatement + "';");
  }

  private void execute(String sql) throws SQLException {
    try (Statement both = connection.createStatement()) {
      both.setEscapeProcessing(false);
      both.execute(sql);
    }
  }

  static String millis(Duration duration) {
    return duration.toMillis() + "ms";
  }
}
