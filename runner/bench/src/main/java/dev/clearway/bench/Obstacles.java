/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.cli.demo.Obstacle;
import dev.clearway.testkit.LockHolder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What gets in a migration's way here, beside the demo's report. */
final class Obstacles {

  /** In this database: databases that are made from one template have the same oids. */
  private static final String VACUUM_OF_ORDERS =
      "SELECT FROM pg_stat_progress_vacuum v JOIN pg_stat_activity a USING (pid) WHERE v.relid ="
          + " 'orders'::regclass AND v.datname = current_database()"
          + " AND a.backend_type = 'autovacuum worker'";

  private Obstacles() {}

  /** Nothing but the application itself. */
  static Obstacle none() {
    return database -> endless();
  }

  /** A session that has read the table and then forgotten its transaction. */
  static Obstacle idleInTransaction(Duration length) {
    return database ->
        Obstacle.holder(
            LockHolder.in(database)
                .application("forgotten_console")
                .idleAfter("SELECT count(*) FROM orders")
                .releaseAfter(length));
  }

  /** ACCESS SHARE on every table and one snapshot for all of them, as pg_dump works. */
  static Obstacle dump(Duration length) {
    return database -> {
      String tables =
          String.valueOf(
              database.queryString(
                  "SELECT string_agg(oid::regclass::text, ', ') FROM pg_class WHERE relkind IN"
                      + " ('r', 'p') AND relnamespace = 'public'::regnamespace"));
      return Obstacle.holder(
          LockHolder.in(database)
              .application("pg_dump")
              .idleAfter(
                  "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; LOCK TABLE "
                      + tables
                      + " IN ACCESS SHARE MODE; SELECT count(*) FROM orders")
              .releaseAfter(length));
    };
  }

  /** One report after the other, with a pause between them, until the migration is done. */
  static Obstacle reportsInWaves(Duration length, Duration pause) {
    return database -> new Waves(database, length, pause);
  }

  /**
   * An ordinary autovacuum of the table, which its cost settings keep busy for much longer than the
   * migration takes: it is never gone by itself. One that began before it had these settings is
   * another, and quick: none begins until there is work for a slow one.
   */
  static Obstacle autovacuum() {
    return database -> {
      database.execute(
          "ALTER TABLE orders SET (autovacuum_enabled = off, autovacuum_vacuum_threshold = 0,"
              + " autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 100,"
              + " autovacuum_vacuum_cost_limit = 1, autovacuum_analyze_threshold = 2000000000)");
      database.executeAndLeave("UPDATE orders SET total_cents = total_cents + 1");
      database.await().isTrue("SELECT NOT EXISTS (" + VACUUM_OF_ORDERS + ")");
      String before = String.valueOf(database.queryString("SELECT clock_timestamp()"));
      database.execute("ALTER TABLE orders SET (autovacuum_enabled = on)");
      database
          .await()
          .isTrue(
              "SELECT EXISTS (" + VACUUM_OF_ORDERS + " AND a.query_start > ?::timestamptz)",
              before);
      return endless();
    };
  }

  private static Obstacle.Placed endless() {
    return new Obstacle.Placed() {
      @Override
      public CompletableFuture<Long> gone() {
        return new CompletableFuture<>();
      }

      @Override
      public void close() {}
    };
  }
}
