/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.ServerText;
import dev.clearway.core.sql.SqlResource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The statement ledger of one Flyway history: which statements of a script outside a transaction
 * are done. Stateless but for its name; what it sends goes over the caller's connection, in the
 * caller's transaction where there is one. Whoever writes holds Flyway's advisory lock.
 */
public final class StatementLedger {

  private final LedgerTable table;
  private final String record;

  public StatementLedger(LedgerTable table) {
    this.table = table;
    this.record = sql("record.sql"); // written for each statement
  }

  public LedgerTable table() {
    return table;
  }

  /** Whether the table is there; it is made when the first script needs it. */
  public boolean exists(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select pg_catalog.to_regclass(?) is not null")) {
      query.setString(1, table.sql());
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Makes the table where it is missing. */
  public void create(Connection connection) throws SQLException {
    if (!exists(connection)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql("create.sql"));
      }
    }
  }

  /**
   * What keeps a script outside a transaction from being begun: not the script's fault.
   *
   * @param refused what the server said when the ledger was made, read or planned
   */
  public SQLException notWritable(SQLException refused) {
    String said = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    return new SQLException(
        "The statement ledger "
            + table.schema()
            + "."
            + table.name()
            + " cannot be written, without which nothing of a script outside a transaction is executed: "
            + ServerText.message(refused.getSQLState(), said),
        refused.getSQLState(),
        refused);
  }

  /** What is recorded of {@code script}; null for nothing. The table must exist. */
  public @Nullable PartialScript find(Connection connection, String script) throws SQLException {
    List<PartialScript> found = read(connection, script);
    return found.isEmpty() ? null : found.get(0);
  }

  /** All scripts that have been begun and are not in the history yet; empty without a table. */
  public List<PartialScript> partial(Connection connection) throws SQLException {
    return exists(connection) ? read(connection, null) : List.of();
  }

  private List<PartialScript> read(Connection connection, @Nullable String script)
      throws SQLException {
    Map<String, @Nullable Integer> checksums = new LinkedHashMap<>();
    Map<String, Boolean> repaired = new LinkedHashMap<>();
    Map<String, List<LedgerRow>> rows = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(sql("read.sql"))) {
      query.setString(1, script);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String name = row.getString("script");
          int checksum = row.getInt("checksum");
          checksums.put(name, row.wasNull() ? null : checksum);
          repaired.merge(name, row.getBoolean("repaired"), Boolean::logicalOr);
          rows.computeIfAbsent(name, key -> new ArrayList<>()).add(row(row));
        }
      }
    }
    List<PartialScript> scripts = new ArrayList<>();
    rows.forEach(
        (name, list) ->
            scripts.add(
                new PartialScript(
                    name, checksums.get(name), Boolean.TRUE.equals(repaired.get(name)), list)));
    return scripts;
  }

  private static LedgerRow row(ResultSet row) throws SQLException {
    Array before = row.getArray("before");
    List<Long> oids =
        before == null ? List.of() : Arrays.stream((Long[]) before.getArray()).toList();
    return new LedgerRow(
        row.getInt("ordinal"),
        new LedgerStatement(row.getInt("line"), row.getString("hash"), row.getString("statement")),
        StatementState.of(row.getString("state")),
        oids,
        row.getString("run"),
        row.getTimestamp("changed_at").toInstant());
  }

  /** Writes the plan of a script that begins: every statement, none of them done. */
  public void plan(
      Connection connection,
      String script,
      @Nullable Integer checksum,
      List<LedgerStatement> statements,
      String run)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql("plan.sql"))) {
      insert.setString(1, script);
      if (checksum == null) {
        insert.setNull(2, java.sql.Types.INTEGER);
      } else {
        insert.setInt(2, checksum);
      }
      insert.setString(3, run);
      insert.setArray(4, array(connection, "int4", statements.stream().map(LedgerStatement::line)));
      insert.setArray(5, array(connection, "text", statements.stream().map(LedgerStatement::hash)));
      insert.setArray(6, array(connection, "text", statements.stream().map(LedgerStatement::text)));
      insert.executeUpdate();
    }
  }

  private static Array array(Connection connection, String type, java.util.stream.Stream<?> values)
      throws SQLException {
    return connection.createArrayOf(type, values.toArray());
  }

  /**
   * Records how far a statement is.
   *
   * @param role to write as; null for the session's present one
   */
  public void record(
      Connection connection,
      String script,
      int ordinal,
      StatementState state,
      List<Long> before,
      String run,
      @Nullable String role)
      throws SQLException {
    String asRole = role == null ? "" : "set local role \"" + role.replace("\"", "\"\"") + "\";";
    try (PreparedStatement update = connection.prepareStatement(asRole + record)) {
      update.setString(1, state.word());
      update.setArray(2, array(connection, "int8", before.stream()));
      update.setString(3, run);
      update.setString(4, script);
      update.setInt(5, ordinal);
      update.execute();
    }
  }

  /**
   * A person has decided that {@code script} goes on as it is now: what was begun is kept, and the
   * rest may be another one.
   */
  public void repair(Connection connection, String script) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from " + table.sql() + " where script = ? and state = 'pending'")) {
      delete.setString(1, script);
      delete.executeUpdate();
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "update " + table.sql() + " set repaired = true where script = ?")) {
      update.setString(1, script);
      update.executeUpdate();
    }
  }

  /** Forgets {@code script}: it begins anew the next time. */
  public void forget(Connection connection, String script) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from " + table.sql() + " where script = ?")) {
      delete.setString(1, script);
      delete.executeUpdate();
    }
  }

  private String sql(String resource) {
    return SqlResource.load(StatementLedger.class, resource).replace("${ledger}", table.sql());
  }
}
