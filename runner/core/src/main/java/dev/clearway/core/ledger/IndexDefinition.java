/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlToken;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What index a statement makes, in the server's own words: it is made on an empty table of the same
 * columns, in a transaction that is rolled back. Text could not be compared: the server adds
 * parentheses, casts and defaults.
 */
final class IndexDefinition {

  private IndexDefinition() {}

  /** What of a definition is not name or table: UNIQUE, and everything from USING on. */
  static String essence(String definition) {
    int using = definition.indexOf(" USING ");
    return (definition.startsWith("CREATE UNIQUE ") ? "UNIQUE" : "")
        + (using < 0 ? definition : definition.substring(using));
  }

  /**
   * The {@link #essence} of what {@code sql} would make; null where the server would not say, as
   * where the role may not make temporary tables.
   */
  static @Nullable String wanted(Connection connection, SqlCommand.CreateIndex index, String sql)
      throws SQLException {
    String rest = afterTable(sql);
    if (rest == null) {
      return null;
    }
    String table = index.table().name().toString();
    String copy = "pg_temp.\"" + index.table().name().name().replace("\"", "\"\"") + '"';
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("create temporary table " + copy + " (like " + table + ")");
      statement.execute("create " + (index.unique() ? "unique " : "") + "index on " + copy + rest);
      try (ResultSet row =
          statement.executeQuery(
              "select pg_catalog.pg_get_indexdef(x.indexrelid) from pg_catalog.pg_index x"
                  + " where x.indrelid = '"
                  + copy.replace("'", "''")
                  + "'::regclass")) {
        return row.next() ? essence(row.getString(1)) : null;
      }
    } catch (SQLException e) {
      if (e.getSQLState() == null || e.getSQLState().startsWith("08") || connection.isClosed()) {
        throw e;
      }
      return null;
    } finally {
      if (!connection.isClosed()) {
        connection.rollback();
        connection.setAutoCommit(autoCommit);
      }
    }
  }

  /** The text behind the table's name; null where it is not to be found. */
  private static @Nullable String afterTable(String sql) {
    List<SqlToken> tokens = Heads.tokens(sql, Integer.MAX_VALUE);
    int at = 0;
    while (at < tokens.size() && !tokens.get(at).isWord(sql, "on")) {
      at++;
    }
    at++;
    if (at < tokens.size() && tokens.get(at).isWord(sql, "only")) {
      at++;
    }
    while (at + 1 < tokens.size() && tokens.get(at + 1).isSymbol(sql, '.')) {
      at += 2;
    }
    if (at >= tokens.size()) {
      return null;
    }
    int end = tokens.get(tokens.size() - 1).end();
    if (tokens.get(tokens.size() - 1).isSymbol(sql, ';')) {
      end = tokens.get(tokens.size() - 1).start();
    }
    return " " + sql.substring(tokens.get(at).end(), end);
  }
}
