/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An autocommit session of the superuser that is opened when it is needed, and again after the
 * server was restarted. One statement at a time.
 */
final class AdminSession implements AutoCloseable {

  private final PostgresServer server;
  private final String database;
  private @Nullable Connection connection;

  AdminSession(PostgresServer server, String database) {
    this.server = server;
    this.database = database;
  }

  synchronized void execute(String sql) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of all rows, as text. */
  synchronized List<@Nullable String> query(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection().prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<@Nullable String> values = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
      return values;
    }
  }

  @Override
  public synchronized void close() throws SQLException {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private Connection connection() throws SQLException {
    if (connection == null || !connection.isValid(5)) {
      connection = server.connect(database);
    }
    return connection;
  }
}
