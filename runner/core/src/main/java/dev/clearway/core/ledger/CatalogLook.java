/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.SqlResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the catalog for a {@link Proof}. */
final class CatalogLook {

  private static final String INDEXES = SqlResource.load(CatalogLook.class, "indexes.sql");

  private CatalogLook() {}

  /** The indexes of {@code table}, as the session's search path finds it. */
  static List<IndexFacts> indexesOf(Connection connection, String table) throws SQLException {
    return indexes(connection, table, null);
  }

  /** All invalid indexes of the database. */
  static List<IndexFacts> invalidIndexes(Connection connection) throws SQLException {
    return indexes(connection, null, null);
  }

  /** One index; null where it is gone. */
  static @Nullable IndexFacts index(Connection connection, long oid) throws SQLException {
    List<IndexFacts> found = indexes(connection, null, oid);
    return found.isEmpty() ? null : found.get(0);
  }

  private static List<IndexFacts> indexes(
      Connection connection, @Nullable String table, @Nullable Long oid) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(INDEXES)) {
      query.setString(1, table);
      if (oid == null) {
        query.setNull(2, java.sql.Types.BIGINT);
      } else {
        query.setLong(2, oid);
      }
      List<IndexFacts> indexes = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          indexes.add(
              new IndexFacts(
                  row.getLong("oid"),
                  row.getString("schema"),
                  row.getString("name"),
                  row.getString("table_name"),
                  row.getLong("table_oid"),
                  row.getBoolean("valid"),
                  row.getString("definition"),
                  row.getBoolean("building")));
        }
      }
      return indexes;
    }
  }

  /** The oid of a relation, as the session's search path finds it; 0 where there is none. */
  static long relation(Connection connection, String name) throws SQLException {
    return oid(connection, "select pg_catalog.to_regclass(?)::oid::bigint", name);
  }

  /** The one number of a query with one text parameter; 0 where there is none. */
  static long oid(Connection connection, String sql, String parameter) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, parameter);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }
}
