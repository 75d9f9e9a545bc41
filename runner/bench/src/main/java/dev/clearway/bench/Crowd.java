/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.testkit.DatabaseTemplate;
import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.TestDatabase;

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

  /** For people. */
  String words() {
    return Figures.format("%,d tables, %d partitions, %,d held locks", tables, partitions, locks);
  }
}
