/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a relation that will be locked.
 *
 * @param owned whether the current role owns it, directly or not
 * @param schemaOwned the same for its schema
 * @param rows -1 where nobody has counted them
 * @param bytes of the relation alone
 * @param totalBytes with its indexes and what is stored apart because it is large
 * @param transactions how old its oldest transaction id is; null where it has none
 * @param transactionsAllowed the age from which autovacuum freezes it, whether it is switched on or
 *     not
 */
record TableFacts(
    long oid,
    String schema,
    String name,
    String owner,
    boolean owned,
    boolean schemaOwned,
    Set<String> privileges,
    long rows,
    long bytes,
    long totalBytes,
    int indexes,
    boolean toasted,
    @Nullable Long transactions,
    long transactionsAllowed) {

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  static Map<Long, TableFacts> of(Session session, Collection<Long> oids) throws SQLException {
    Map<Long, TableFacts> facts = new HashMap<>();
    for (TableFacts table : read(session, oids)) {
      facts.put(table.oid(), table);
    }
    return facts;
  }

  private static List<TableFacts> read(Session session, Collection<Long> oids) throws SQLException {
    if (oids.isEmpty()) {
      return List.of();
    }
    try {
      return session.all("tables.sql", TableFacts::of, true, oids);
    } catch (SQLException e) {
      if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw e;
      }
      // somebody has come for a strong lock since the query looked who has one
      return session.all("tables.sql", TableFacts::of, false, oids);
    }
  }

  private static TableFacts of(ResultSet row) throws SQLException {
    long oid = row.getLong("oid");
    long bytes = row.getLong("bytes");
    long rows = row.getLong("rows");
    long transactions = row.getLong("transactions");
    boolean frozenIsKnown = !row.wasNull();
    return new TableFacts(
        oid,
        row.getString("schema"),
        row.getString("name"),
        row.getString("owner"),
        row.getBoolean("owned"),
        row.getBoolean("schema_owned"),
        Set.of(row.getString("privileges").split(",")),
        rows > 0 ? rows : bytes > 0 ? -1 : 0,
        bytes,
        row.getLong("total_bytes"),
        row.getInt("indexes"),
        row.getBoolean("toasted"),
        frozenIsKnown ? transactions : null,
        row.getLong("transactions_allowed"));
  }

  String qualifiedName() {
    return schema + "." + name;
  }

  Duration scanTime() {
    return time(bytes, PreflightSettings.SCAN_BYTES_PER_SECOND);
  }

  Duration rewriteTime() {
    return time(totalBytes, PreflightSettings.REWRITE_BYTES_PER_SECOND);
  }

  private static Duration time(long bytes, long perSecond) {
    return Duration.ofMillis(Math.round(bytes * 1000.0 / perSecond));
  }
}
