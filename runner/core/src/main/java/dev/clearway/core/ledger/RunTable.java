/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.SqlResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of runs: one row for each run that had something to do, so that what happened is known
 * where a pipeline has thrown its disk away. Beside Flyway's history, and named after it. Stateless
 * but for its name.
 */
public final class RunTable {

  private static final String SUFFIX = "_runs";
  private static final int MAX_BYTES = 63;

  private final String name;

  private RunTable(String name) {
    this.name = name;
  }

  /** The one beside {@code ledger}. */
  public static RunTable beside(LedgerTable ledger) {
    String plain = ledger.name() + SUFFIX;
    boolean fits = plain.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= MAX_BYTES;
    String name = fits ? ledger.name() + SUFFIX : LedgerTable.beside(ledger.schema(), plain).name();
    return new RunTable(new LedgerTable(ledger.schema(), name, ledger.history()).sql());
  }

  /**
   * A run.
   *
   * @param run names it
   * @param outcome its word, as JSON has it
   * @param victims sessions that waited because of it
   * @param longestWaitMillis of one of them
   * @param summary a JSON object with more
   */
  public record Row(
      String run,
      Instant started,
      Instant finished,
      String outcome,
      int victims,
      long longestWaitMillis,
      String summary) {}

  /** As SQL. */
  public String sql() {
    return name;
  }

  /**
   * Adds a row, in a transaction of its own that waits for no lock longer than half a second; makes
   * the table where it is missing. The connection is left in the mode in which it came.
   *
   * @throws SQLException if it cannot be had in that time, or is not allowed; nothing is written
   *     then
   */
  public void add(Connection connection, Row row) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("set local lock_timeout = '500ms'; set local statement_timeout = '2s'");
        if (!exists(connection)) {
          statement.execute(load("create-runs.sql"));
        }
      }
      try (PreparedStatement insert = connection.prepareStatement(load("add-run.sql"))) {
        insert.setString(1, row.run());
        insert.setTimestamp(2, Timestamp.from(row.started()));
        insert.setTimestamp(3, Timestamp.from(row.finished()));
        insert.setString(4, row.outcome());
        insert.setInt(5, row.victims());
        insert.setLong(6, row.longestWaitMillis());
        insert.setString(7, row.summary());
        insert.executeUpdate();
      }
      connection.commit();
    } catch (SQLException e) {
      try {
        connection.rollback();
      } catch (SQLException gone) {
        e.addSuppressed(gone);
      }
      throw e;
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(autoCommit);
      }
    }
  }

  private boolean exists(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select pg_catalog.to_regclass(?) is not null")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** All rows, the oldest first; empty without a table. */
  public List<Row> read(Connection connection) throws SQLException {
    List<Row> rows = new ArrayList<>();
    if (!exists(connection)) {
      return rows;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(load("runs.sql"))) {
      while (row.next()) {
        rows.add(
            new Row(
                row.getString("run"),
                row.getTimestamp("started_at").toInstant(),
                row.getTimestamp("finished_at").toInstant(),
                row.getString("outcome"),
                row.getInt("victims"),
                row.getLong("longest_wait_ms"),
                row.getString("summary")));
      }
    }
    return rows;
  }

  private String load(String resource) {
    return SqlResource.load(RunTable.class, resource).replace("${runs}", name);
  }
}
