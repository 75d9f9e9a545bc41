/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections by URL, without the class path scan and the global state of DriverManager. */
final class Connections {

  private Connections() {}

  static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  static PGSimpleDataSource dataSource(String url, String user, String password, String name) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(url);
    source.setUser(user);
    source.setPassword(password);
    source.setApplicationName(name);
    return source;
  }

  static Connection open(String url, String user, String password, String name)
      throws SQLException {
    return dataSource(url, user, password, name).getConnection();
  }
}
