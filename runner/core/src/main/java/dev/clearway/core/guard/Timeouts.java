/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code lock_timeout} and {@code statement_timeout} of one session. What is in force is
 * remembered, so that nothing is sent twice; a rollback reverts what was set inside its
 * transaction, so each attempt begins anew.
 */
final class Timeouts {

  /**
   * So that a runner that is gone frees its locks in seconds: the server asks after it while it is
   * idle, and, where it can, also while it works for it.
   */
  private static final List<Map.Entry<String, String>> CARE =
      List.of(
          Map.entry("tcp_keepalives_idle", "5"),
          Map.entry("tcp_keepalives_interval", "2"),
          Map.entry("tcp_keepalives_count", "3"));

  private static final String CHECK_INTERVAL = "client_connection_check_interval";

  /** The same text every time, which driver and server have to read once. */
  private static final String OPENING =
      "select set_config('application_name', ?, true), set_config('lock_timeout', ?, true),"
          + " set_config('statement_timeout', ?, true), set_config('search_path', ?, false)";

  private final Connection connection;
  private boolean checksClient;
  private String label = "";
  private boolean cared;
  private boolean caring;
  private String labelled = "";
  private @Nullable Duration lock;
  private @Nullable Duration statement;

  Timeouts(Connection connection) {
    this.connection = connection;
  }

  /** Forgets what is in force: after a commit or rollback, or when a script has set them itself. */
  void forget() {
    lock = null;
    statement = null;
    caring = false;
    labelled = "";
  }

  /** The transaction is committed: what it has set for the session lasts. */
  void committed() {
    cared |= caring;
    forget();
  }

  /** What the server can do, which is known from the first look on. */
  void know(SessionFacts facts) {
    checksClient = facts.checksClient();
  }

  /** What the session is called from the next time on that something is sent anyway. */
  void label(String application) {
    label = application;
  }

  /**
   * What goes along with the first timeouts of a transaction or statement: the session's name, and,
   * once for the session, that the server is to notice a runner that is gone.
   */
  String along(String scope) {
    StringBuilder sql = new StringBuilder();
    care(sql);
    if (!label.isEmpty() && !label.equals(labelled)) {
      labelled = label;
      set(sql, scope, "application_name", label);
    }
    return sql.toString();
  }

  private void care(StringBuilder sql) {
    if (!cared && !caring) {
      caring = true;
      CARE.forEach(care -> set(sql, "session", care.getKey(), care.getValue()));
      if (checksClient) {
        set(sql, "session", CHECK_INTERVAL, "2s");
      }
    }
  }

  private static void set(StringBuilder sql, String scope, String name, String value) {
    sql.append("set ").append(scope).append(' ').append(name).append(" = '");
    sql.append(value.replace("'", "''")).append("'; ");
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
    boolean lockChanges = !newLock.equals(lock);
    boolean statementChanges = !newStatement.equals(statement);
    if (!lockChanges && !statementChanges) {
      return "";
    }
    remember(newLock, newStatement);
    return along("local")
        + (lockChanges ? "set local lock_timeout = '" + millis(newLock) + "'; " : "")
        + (statementChanges ? "set local statement_timeout = '" + millis(newStatement) + "';" : "");
  }

  /**
   * As {@link #setLocal}, and the search path for the session, all in one statement.
   *
   * @return whether it was sent; if not, there was nothing to send but the search path
   */
  boolean open(Duration newLock, Duration newStatement, String searchPath) throws SQLException {
    if (label.isEmpty() || (newLock.equals(lock) && newStatement.equals(statement))) {
      return false;
    }
    StringBuilder once = new StringBuilder();
    care(once);
    if (!once.isEmpty()) {
      execute(once.toString());
    }
    try (PreparedStatement opening = connection.prepareStatement(OPENING)) {
      opening.setString(1, label);
      opening.setString(2, millis(newLock));
      opening.setString(3, millis(newStatement));
      opening.setString(4, searchPath);
      opening.execute();
    }
    labelled = label;
    remember(newLock, newStatement);
    return true;
  }

  /** Until it is changed again. Zero is none. */
  void setForSession(Duration newLock, Duration newStatement) throws SQLException {
    forget();
    execute(along("session") + setting("session", millis(newLock), millis(newStatement)));
    committed();
  }

  /** Puts the session's own timeouts and name back. */
  void restore(SessionFacts facts) throws SQLException {
    StringBuilder sql = new StringBuilder();
    set(sql, "session", "application_name", facts.application());
    execute(sql + setting("session", facts.lockTimeout(), facts.statementTimeout()));
    forget();
  }

  /** Puts back what {@link #restore} leaves in force from one unit to the next. */
  void restoreRest() throws SQLException {
    if (cared) {
      StringBuilder sql = new StringBuilder();
      CARE.forEach(care -> sql.append("reset ").append(care.getKey()).append("; "));
      if (checksClient) {
        sql.append("reset ").append(CHECK_INTERVAL);
      }
      execute(sql.toString());
      cared = false;
    }
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
