/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.SqlResource;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The forecast against what PostgreSQL 12, 14, 17 and 18 were measured to do: the strongest lock on
 * each relation that existed before, the relations that were written anew, and those that were
 * read.
 */
final class MeasuredRows {

  /** Rows that are not matched, and why. */
  private static final Map<String, String> NOT_MATCHED = Map.of();

  private static final Pattern LOCK = Pattern.compile("\\[?(idx )?(\\w+):(\\w+)\\]?");
  private static final Pattern VERSION =
      Pattern.compile("(\\d\\d): (.*?) \\| rewrite=\\[(.*?)\\] \\| scan=\\[(.*?)\\]");
  private static final Pattern REFUSED = Pattern.compile("(\\d\\d): ERROR");

  /** One row for one major version. */
  private record Measured(
      String sql, Map<String, String> locks, Set<String> rewritten, Set<String> read) {

    static Measured of(String sql, String locks, String rewritten, String read) {
      Map<String, String> modes = new TreeMap<>();
      Matcher lock = LOCK.matcher(locks);
      while (lock.find()) {
        modes.put(lock.group(2), lock.group(3) + "Lock");
      }
      return new Measured(sql, modes, words(rewritten), words(read));
    }

    private static Set<String> words(String list) {
      return Arrays.stream(list.replaceAll("[\\[\\]]", "").split(", "))
          .map(w -> w.replaceAll("=.*", ""))
          .filter(w -> !w.isBlank())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static List<Measured> measured(int major) {
    List<Measured> rows = new ArrayList<>();
    List<String> lines =
        SqlResource.load(MeasuredRows.class, "locks-measured.tsv").lines().toList();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      if (cells[1].startsWith("ERROR") || isRefused(cells[4], major)) {
        continue;
      }
      Measured row = Measured.of(cells[0], cells[1], cells[2], cells[3]);
      // the newest measured version that is not newer, where it differs from 18
      Matcher version = VERSION.matcher(cells[4]);
      while (major < 18 && version.find() && Integer.parseInt(version.group(1)) <= major) {
        row = Measured.of(cells[0], version.group(2), version.group(3), version.group(4));
      }
      rows.add(row);
    }
    return rows;
  }

  private static boolean isRefused(String differences, int major) {
    Matcher refused = REFUSED.matcher(differences);
    int last = 0;
    while (refused.find()) {
      last = Integer.parseInt(refused.group(1));
    }
    return major <= last;
  }

  private static List<String> statements(String sql) {
    return sql.startsWith("DO ") ? List.of(sql) : List.of(sql.split("; "));
  }

  private MeasuredRows() {}

  /**
   * The differences on the version of this server, one line each.
   *
   * @param database with the schema of {@code locks-setup.sql}
   */
  static List<String> differences(TestDatabase database) throws SQLException {
    List<String> differences = new ArrayList<>();
    Forecaster forecaster = new Forecaster(new SqlParser());
    try (Connection connection = database.connect()) {
      int major = connection.getMetaData().getDatabaseMajorVersion();
      Set<String> filled =
          new HashSet<>(
              database.queryStrings(
                  "SELECT relname FROM pg_class WHERE relkind IN ('r', 'm')"
                      + " AND pg_relation_size(oid) > 0"));
      List<Measured> rows = measured(major);
      assertThat(rows).hasSizeGreaterThan(100);
      assertThat(NOT_MATCHED.size()).isLessThanOrEqualTo(rows.size() / 50);
      for (Measured row : rows) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("SET search_path = app; SET TimeZone = 'Europe/Berlin'");
        }
        List<LockForecast> forecasts = forecaster.forecast(statements(row.sql()), connection);
        LockForecast last = forecasts.get(forecasts.size() - 1);
        String expected = withIndexes(row, last) + " " + withoutIndexesOf(row) + " " + row.read();
        String actual = modes(last) + " " + rewritten(last) + " " + read(last, filled);
        if (NOT_MATCHED.containsKey(row.sql()) == expected.equals(actual)) {
          differences.add(
              row.sql() + "  on " + major + ": measured " + expected + ", forecast " + actual);
        }
      }
    }
    return differences;
  }

  /** Indexes were measured only where they alone are locked: the others are taken as forecast. */
  private static Map<String, String> withIndexes(Measured row, LockForecast forecast) {
    Map<String, String> locks = new TreeMap<>(row.locks());
    for (RelationLock lock : forecast.locks()) {
      String name = lock.relation().name();
      if (lock.relation().kind() == RelationKind.INDEX && row.rewritten().contains("idx " + name)) {
        locks.put(name, "AccessExclusiveLock");
      }
    }
    return locks;
  }

  /** A table that is written anew has its indexes written too: the forecast does not list them. */
  private static Set<String> withoutIndexesOf(Measured row) {
    boolean tables = row.rewritten().stream().anyMatch(r -> !r.startsWith("idx "));
    return tables
        ? row.rewritten().stream()
            .filter(r -> !r.startsWith("idx "))
            .collect(Collectors.toCollection(TreeSet::new))
        : row.rewritten();
  }

  private static Map<String, String> modes(LockForecast forecast) {
    return forecast.locks().stream()
        .collect(
            Collectors.toMap(
                l -> l.relation().name(), l -> l.mode().catalogName(), (a, b) -> a, TreeMap::new));
  }

  private static Set<String> rewritten(LockForecast forecast) {
    return forecast.locks().stream()
        .filter(RelationLock::rewrite)
        .map(l -> (l.relation().kind() == RelationKind.INDEX ? "idx " : "") + l.relation().name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Of empty tables nobody can measure whether they are read. */
  private static Set<String> read(LockForecast forecast, Set<String> filled) {
    return forecast.locks().stream()
        .filter(RelationLock::scan)
        .map(l -> l.relation().name())
        .filter(filled::contains)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
