/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that a database is compared by: its schema, its rows, and what Flyway's history says to have
 * been applied. One line of text for each thing.
 *
 * @param done what shows how often something was done: the journal's entries, and each counter's
 *     name as often as it was counted
 * @param rest everything else
 */
record Snapshot(List<String> done, List<String> rest) {

  private static final String COUNTED = "counted ";

  private static final String DONE =
      "SELECT entry FROM journal UNION ALL SELECT '"
          + COUNTED
          + "' || name FROM counters, generate_series(1, n) ORDER BY 1";

  // Not the rank: a failed row that was taken back may leave a gap.
  private static final String HISTORY =
      "SELECT format('history: %s %s %s %s %s', version, description, script, checksum, success)"
          + " FROM flyway_schema_history ORDER BY 1";

  static Snapshot of(TestDatabase database) throws SQLException {
    List<String> rest = strings(database, HISTORY);
    rest.addAll(strings(database, resource("digest.sql")));
    for (String table : strings(database, resource("tables.sql"))) {
      if (!table.equals("public.journal") && !table.equals("public.counters")) {
        rest.addAll(
            strings(
                database,
                "SELECT '"
                    + table
                    + " row ' || t::text AS line FROM ONLY "
                    + table
                    + " t ORDER BY 1"));
      }
    }
    return new Snapshot(strings(database, DONE), List.copyOf(rest));
  }

  /** The entries that are in the journal more than once. */
  List<String> repeated() {
    List<String> entries = done.stream().filter(line -> !line.startsWith(COUNTED)).toList();
    return minus(entries, entries.stream().distinct().toList());
  }

  /** What was not done here, and was where nothing went wrong. */
  List<String> lost(Snapshot expected) {
    return minus(expected.done, done);
  }

  /** What was done here more often than where nothing went wrong. */
  List<String> doubled(Snapshot expected) {
    return minus(done, expected.done);
  }

  /** What is otherwise not as where nothing went wrong, one line each. */
  List<String> different(Snapshot expected) {
    return Stream.concat(
            minus(expected.rest, rest).stream().map(line -> "missing " + line),
            minus(rest, expected.rest).stream().map(line -> "surplus " + line))
        .toList();
  }

  private static List<String> minus(List<String> from, List<String> taken) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    from.forEach(line -> counts.merge(line, 1, Integer::sum));
    taken.forEach(line -> counts.merge(line, -1, Integer::sum));
    List<String> left = new ArrayList<>();
    counts.forEach(
        (line, count) -> {
          for (int i = 0; i < count; i++) {
            left.add(line);
          }
        });
    return left;
  }

  private static List<String> strings(TestDatabase database, String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    database.queryStrings(sql).forEach(line -> lines.add(String.valueOf(line)));
    return lines;
  }

  static String resource(String name) {
    try (InputStream in = Objects.requireNonNull(Snapshot.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
