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
    if (!newLock.equals(lock) || !newStatement.equals(statement)) {
      set(millis(newLock), millis(newStatement), true);
      remember(newLock, newStatement);
    }
  }

  /** Until it is changed again. Zero is none. */
  void setForSession(Duration newLock, Duration newStatement) throws SQLException {
    set(millis(newLock), millis(newStatement), false);
    forget();
  }

  /** Puts the session's own values back. */
  void restore(SessionFacts facts) throws SQLException {
    set(facts.lockTimeout(), facts.statementTimeout(), false);
    forget();
  }

  /**
   * SET, not {@code set_config}: a query would take a snapshot, and a script that begins with SET
   * TRANSACTION ISOLATION LEVEL would be refused.
   */
  private void set(String newLock, String newStatement, boolean local) throws SQLException {
    String set = local ? "set local " : "set session ";
    try (Statement both = connection.createStatement()) {
      both.setEscapeProcessing(false);
      both.execute(
          set
              + "lock_timeout = '"
              + newLock
              + "'; "
              + set
              + "statement_timeout = '"
              + newStatement
              + "'");
    }
  }

  static String millis(Duration duration) {
    return duration.toMillis() + "ms";
  }
}
