/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.testkit.DatabaseTemplate;
import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A database of many tables: {@code t1}, {@code t2} and so on, and {@code events} with partitions.
 *
 * @param tables how many, the partitioned one not counted
 * @param partitions of events
 * @param locks that a session holds after {@link #locking()}
 * @param migrations that are pending
 */
record Crowd(int tables, int partitions, int locks, int migrations) implements DatabaseTemplate {

  static final Crowd REAL = new Crowd(5_000, 500, 2_000, 200);

  private static final int AT_ONCE = 250;

  /** A server whose lock table has room for all of them. */
  static EmbeddedServer server() {
    return EmbeddedServer.builder()
        .setting("autovacuum", "off")
        .setting("max_locks_per_transaction", "512")
        .setting("log_connections", "on")
        .start();
  }

  @Override
  public void prepare(TestDatabase database) throws Exception {
    for (int from = 1; from <= tables; from += AT_ONCE) {
      database.execute(
          loop(
              from,
              Math.min(from + AT_ONCE - 1, tables),
              "create table t%1$s (id bigint primary key, name text)"));
    }
    database.execute(
        "create table events (id bigint, day int, note text) partition by range (day)");
    for (int from = 1; from <= partitions; from += AT_ONCE) {
      database.execute(
          loop(
              from,
              Math.min(from + AT_ONCE - 1, partitions),
              "create table events_%1$s partition of events for values from (%1$s) to (%1$s + 1)"));
    }
    database.execute("analyze");
  }

  /** What a session runs to hold the locks: a reader has a table's index as well. */
  String locking() {
    return loop(1, locks / 2, "select from t%1$s where id = 0");
  }

  private static String loop(int from, int to, String sql) {
    return "do $$ begin for i in %d .. %d loop execute format('%s', i); end loop; end $$"
        .formatted(from, to, sql);
  }

  /** What migrations do, on a different table each. */
  void writeMigrations(Path directory) throws IOException {
    List<String> kinds =
        List.of(
            "alter table t%1$d add column note text;\nalter table t%1$d add check (id > 0) not valid;\n",
            "create index concurrently t%1$d_name_idx on t%1$d (name);\n",
            "create table more%1$d (id bigint primary key, t bigint references t%1$d);\n",
            "update t%1$d set name = 'x' where id < 100;\n",
            "alter table t%1$d alter column name set not null;\n",
            "alter table t%1$d add constraint f%1$d foreign key (id) references t1 not valid;\n",
            "create view v%1$d as select id, name from t%1$d;\n",
            "alter table t%1$d rename column name to title;\ncomment on table t%1$d is 'renamed';\n",
            "alter table events add column c%1$d int;\n",
            "insert into t%1$d select g, 'row' from generate_series(1, 10) g;\n");
    for (int version = 1; version <= migrations; version++) {
      Files.writeString(
          directory.resolve("V" + version + "__step.sql"),
          Figures.format(kinds.get(version % kinds.size()), version));
    }
  }

  /** For people. */
  String words() {
    return Figures.format("%,d tables, %d partitions, %,d held locks", tables, partitions, locks);
  }
}
