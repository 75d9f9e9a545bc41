/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.ScriptText;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.StatementText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs statements in transactions that are rolled back, and compares what the server did with what
 * was forecast: the strongest lock on each relation that existed before, the relations that were
 * written anew, and those that were read.
 */
final class ServerComparison {

  private static final String RELATIONS =
      """
      SELECT c.oid::bigint, c.relname, c.relkind, coalesce(pg_relation_filenode(c.oid), 0)::bigint,
        CASE WHEN c.relkind IN ('r', 'm') THEN pg_relation_size(c.oid) ELSE 0 END,
        coalesce(x.indrelid, 0)::bigint
      FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_index x ON x.indexrelid = c.oid
      WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      """;

  private static final String LOCKS =
      "SELECT relation::bigint, mode FROM pg_locks"
          + " WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted";
  private static final String FILES =
      "SELECT oid::bigint, coalesce(pg_relation_filenode(oid), 0)::bigint FROM pg_class"
          + " WHERE relkind IN ('r', 'm', 'i', 'S') AND oid >= 16384";

  /** Column seq_tup_read of pg_stat_xact_all_tables, without the rest of that view's work. */
  private static final String READS =
      "SELECT oid::bigint, pg_stat_get_xact_tuples_returned(oid) FROM pg_class"
          + " WHERE relkind IN ('r', 'm', 't') AND oid >= 16384";

  private static final LockMode WEAKEST = LockMode.SHARE_UPDATE_EXCLUSIVE;

  private record Known(String name, char kind, long file, boolean filled, long table) {
    boolean isIndex() {
      return kind == 'i' || kind == 'I';
    }
  }

  private final Forecaster forecaster = new Forecaster(new SqlParser());
  private final Connection connection;
  private final int major;
  private final Map<Long, Known> relations = new HashMap<>();
  private final Set<QualifiedName> missing = new HashSet<>();
  private final Set<Unknown> unknowns = new HashSet<>();

  ServerComparison(Connection connection) throws SQLException {
    this.connection = connection;
    major = connection.getMetaData().getDatabaseMajorVersion();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // what a query reads depends on plans, and those on statistics
      statement.execute("ANALYZE");
      // planning the same queries again and again is most of the time that this takes
      statement.execute("SET plan_cache_mode = force_generic_plan");
      connection.commit();
      try (ResultSet rows = statement.executeQuery(RELATIONS)) {
        while (rows.next()) {
          relations.put(
              rows.getLong(1),
              new Known(
                  rows.getString(2),
                  rows.getString(3).charAt(0),
                  rows.getLong(4),
                  rows.getLong(5) > 0,
                  rows.getLong(6)));
        }
      }
      connection.rollback();
    }
  }

  /**
   * The differences, one line for each statement that has some.
   *
   * @param lines a statement each, behind {@code ~} where only locks are compared that conflict
   *     with themselves, and behind the first major version that has it, if there is one
   */
  List<String> differences(List<String> lines) throws SQLException {
    List<String> differences = new ArrayList<>();
    for (String line : lines) {
      boolean roughly = line.startsWith("~ ");
      String dated = roughly ? line.substring(2) : line;
      String sql = dated.replaceFirst("^\\d\\d ", "");
      if (sql.equals(dated) || Integer.parseInt(dated.substring(0, 2)) <= major) {
        String difference = difference(sql, roughly);
        if (!difference.isEmpty()) {
          differences.add(sql + "  on " + major + ":" + difference);
        }
      }
    }
    return differences;
  }

  private String difference(String sql, boolean roughly) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL search_path = app; SET LOCAL TimeZone = 'Europe/Berlin'");
      Map<Long, RelationLock> forecast = forecast(sql);
      Map<Long, Long> before = numbers(statement, READS);
      statement.execute(sql);
      Map<Long, LockMode> taken = locks(statement);
      Set<Long> rewritten = new HashSet<>();
      numbers(statement, FILES)
          .forEach(
              (oid, file) -> {
                Known known = relations.get(oid);
                if (known != null && known.file != file) {
                  rewritten.add(oid);
                }
              });
      Set<Long> read = new HashSet<>();
      numbers(statement, READS)
          .forEach(
              (oid, rows) -> {
                if (rows > before.getOrDefault(oid, 0L)) {
                  read.add(oid);
                }
              });
      if (roughly) {
        forecast.values().removeIf(lock -> lock.mode().compareTo(WEAKEST) < 0);
        taken.values().removeIf(mode -> mode.compareTo(WEAKEST) < 0);
        read.clear();
        forecast.replaceAll(
            (oid, l) -> new RelationLock(l.relation(), l.mode(), l.rewrite(), false));
      }
      return compare(forecast, taken, rewritten, read);
    } catch (SQLException e) {
      return " " + e.getMessage();
    } finally {
      connection.rollback();
    }
  }

  private Map<Long, RelationLock> forecast(String sql) throws SQLException {
    missing.clear();
    unknowns.clear();
    List<String> parts =
        sql.startsWith("DO ") || sql.contains("$$") ? List.of(sql) : List.of(sql.split("; "));
    List<StatementText> texts = parts.stream().map(part -> new StatementText(1, part)).toList();
    Map<Long, RelationLock> locks = new TreeMap<>();
    for (StatementForecast statement :
        forecaster
            .forecastScripts(List.of(new ScriptText("", texts)), connection)
            .get(0)
            .statements()) {
      // the server takes the statement, so nothing is missing, and all of it can be read
      missing.addAll(statement.forecast().missing());
      if (!statement.forecast().unknowns().isEmpty() && !sql.contains("ALL IN TABLESPACE")) {
        unknowns.addAll(statement.forecast().unknowns());
      }
      for (RelationLock lock : statement.forecast().locks()) {
        locks.merge(
            lock.relation().oid(),
            lock,
            (a, b) ->
                new RelationLock(
                    a.relation(),
                    a.mode().strongest(b.mode()),
                    a.rewrite() || b.rewrite(),
                    a.scan() || b.scan()));
      }
    }
    return locks;
  }

  private String compare(
      Map<Long, RelationLock> forecast,
      Map<Long, LockMode> taken,
      Set<Long> rewritten,
      Set<Long> read) {
    StringBuilder differences = new StringBuilder();
    if (!missing.isEmpty() || !unknowns.isEmpty()) {
      differences.append(" missing ").append(missing).append(", unknown ").append(unknowns);
    }
    relations.forEach(
        (oid, known) -> {
          RelationLock lock = forecast.get(oid);
          if (lock == null && known.isIndex() && isCovered(taken.get(oid), taken, known)) {
            return;
          }
          boolean writes = lock != null && lock.rewrite();
          boolean scans = lock != null && lock.scan();
          String expected =
              (lock == null ? "-" : lock.mode().name())
                  + (writes ? " rewrite" : "")
                  + (scans ? " scan" : "");
          // of what has no rows nobody can tell whether they are read
          boolean scanned = known.filled ? read.contains(oid) : scans;
          String real =
              (taken.containsKey(oid) ? taken.get(oid).name() : "-")
                  + (rewritten.contains(oid) ? " rewrite" : "")
                  + (scanned ? " scan" : "");
          if (!expected.equals(real)) {
            differences
                .append(" ")
                .append(known.name)
                .append(" forecast ")
                .append(expected)
                .append(", in fact ")
                .append(real)
                .append(";");
          }
        });
    return differences.toString();
  }

  /** An index need not be listed where its table is locked as strongly, or nobody notices. */
  private static boolean isCovered(LockMode mode, Map<Long, LockMode> taken, Known index) {
    LockMode onTable = taken.get(index.table);
    return mode == null
        || mode.compareTo(WEAKEST) < 0
        || (onTable != null && mode.compareTo(onTable) <= 0);
  }

  private static Map<Long, LockMode> locks(Statement statement) throws SQLException {
    Map<Long, LockMode> strongest = new HashMap<>();
    try (ResultSet rows = statement.executeQuery(LOCKS)) {
      while (rows.next()) {
        strongest.merge(
            rows.getLong(1), LockMode.ofCatalogName(rows.getString(2)), LockMode::strongest);
      }
    }
    return strongest;
  }

  private static Map<Long, Long> numbers(Statement statement, String query) throws SQLException {
    Map<Long, Long> numbers = new HashMap<>();
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        numbers.put(rows.getLong(1), rows.getLong(2));
      }
    }
    return numbers;
  }
}
