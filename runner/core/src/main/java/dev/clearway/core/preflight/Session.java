/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.sql.SqlResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The connection that everything is asked over: queries of resource files, one at a time. */
final class Session {

  /** Makes a value of a row. */
  @FunctionalInterface
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;

  Session(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** All rows. Collections of numbers are passed as {@code oid[]}, of texts as {@code text[]}. */
  <T> List<T> all(String resource, Reader<T> reader, Object... parameters) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(SqlResource.load(Session.class, resource))) {
      for (int i = 0; i < parameters.length; i++) {
        query.setObject(i + 1, value(parameters[i]));
      }
      List<T> found = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(reader.read(rows));
        }
      }
      return found;
    }
  }

  /** The only row. */
  <T> T one(String resource, Reader<T> reader, Object... parameters) throws SQLException {
    List<T> found = all(resource, reader, parameters);
    if (found.size() != 1) {
      throw new SQLException(found.size() + " rows instead of one from " + resource);
    }
    return found.get(0);
  }

  private Object value(Object parameter) throws SQLException {
    if (!(parameter instanceof Collection<?> values)) {
      return parameter;
    }
    boolean texts = values.stream().anyMatch(String.class::isInstance);
    return connection.createArrayOf(texts ? "text" : "oid", values.toArray());
  }
}
