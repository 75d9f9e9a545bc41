/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Deals a table's rows to the sessions of a load, so that no two of them meet on one. */
final class LoadKeys {

  private static final int PER_SESSION = 1_000;

  private LoadKeys() {}

  static List<List<Object>> of(TestDatabase database, String table, String key, int sessions)
      throws SQLException {
    List<List<Object>> keys = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      keys.add(new ArrayList<>());
    }
    int rows = 0;
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT %s FROM %s LIMIT %d".formatted(key, table, sessions * PER_SESSION))) {
      while (result.next()) {
        keys.get(rows++ % sessions).add(result.getObject(1));
      }
    }
    if (rows < sessions) {
      throw new IllegalStateException(
          table + " has " + rows + " rows, too few for " + sessions + " sessions");
    }
    return keys;
  }
}
