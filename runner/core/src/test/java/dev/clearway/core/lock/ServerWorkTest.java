/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server's own work as a blocker: the real thing, slowed by its cost settings. */
@Timeout(120)
class ServerWorkTest {

  /** A table whose vacuum takes minutes, once it is due. */
  private static void slowTable(TestDatabase db, String options) throws SQLException {
    db.execute(
        "CREATE TABLE t (id int, filler text) WITH (autovacuum_vacuum_cost_delay = 100,"
            + " autovacuum_vacuum_cost_limit = 1, "
            + options
            + ")");
    db.execute("INSERT INTO t SELECT i, repeat('x', 500) FROM generate_series(1, 5000) i");
  }

  private static void awaitVacuum(TestDatabase db, String ending) throws SQLException {
    db.await()
        .isTrue(
            "SELECT EXISTS (SELECT FROM pg_stat_activity a JOIN pg_stat_progress_vacuum v USING (pid)"
                + " WHERE a.backend_type = 'autovacuum worker' AND a.datname = current_database()"
                + " AND a.query LIKE ? AND v.relid = 't'::regclass AND v.heap_blks_total > 0)",
            "%public.t" + ending);
  }

  private static LockSession find(TestDatabase db, Predicate<LockSession> which)
      throws SQLException {
    try (SideConnection side = new SideConnection(db::connect)) {
      return new LockTreeReader(side)
          .read().holders().stream().filter(which).findFirst().orElseThrow();
    }
  }

  @Test
  void anOrdinaryAutovacuum() throws SQLException {
    try (EmbeddedServer server =
            EmbeddedServer.builder().setting("autovacuum_naptime", "1s").start();
        TestDatabase db = server.createDatabase()) {
      slowTable(db, "autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0");
      db.executeAndLeave("DELETE FROM t WHERE id % 2 = 0");
      awaitVacuum(db, "");

      LockSession vacuum = find(db, session -> session.kind() == BlockerKind.AUTOVACUUM);

      assertThat(vacuum.holds().object()).isEqualTo("public.t");
      assertThat(vacuum.progress()).contains("% of the table");
      assertThat(BlockerWords.remedy(vacuum)).contains("pg_cancel_backend(" + vacuum.pid() + ")");
    }
  }

  @Test
  void anAutovacuumAgainstWraparound() throws SQLException {
    try (EmbeddedServer server =
            EmbeddedServer.builder()
                .setting("autovacuum_naptime", "1s")
                .setting("autovacuum_freeze_max_age", "100000")
                .start();
        TestDatabase db = server.createDatabase()) {
      slowTable(db, "autovacuum_freeze_max_age = 100000, autovacuum_enabled = off");
      db.execute(
          "CREATE PROCEDURE burn() LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1 .. 101000 LOOP"
              + " PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
      db.execute("CALL burn()");
      awaitVacuum(db, " (to prevent wraparound)");

      LockSession vacuum = find(db, session -> session.kind() == BlockerKind.WRAPAROUND_AUTOVACUUM);

      assertThat(vacuum.progress()).contains("% of the table");
      assertThat(BlockerWords.meaning(vacuum.kind())).contains("yields to nobody");
      assertThat(vacuum.kind().mayBeEnded()).isFalse();
    }
  }

  @Test
  void theFirstCopyOfLogicalReplicationAtBothEnds() throws SQLException {
    try (EmbeddedServer server = EmbeddedServer.builder().setting("wal_level", "logical").start();
        TestDatabase publisher = server.createDatabase();
        TestDatabase subscriber = server.createDatabase();
        Connection gate = subscriber.connect("gate");
        Statement held = gate.createStatement()) {
      publisher.execute("CREATE TABLE t (id int primary key, filler text)");
      publisher.execute(
          "INSERT INTO t SELECT i, repeat('x', 1000) FROM generate_series(1, 30000) i");
      publisher.execute("CREATE PUBLICATION p FOR TABLE t");
      publisher.execute("SELECT pg_create_logical_replication_slot('copied', 'pgoutput')");
      subscriber.execute("CREATE TABLE t (id int primary key, filler text)");
      // the copy waits for an advisory lock: an open transaction would hold up its beginning
      subscriber.execute(
          "CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
              + " PERFORM pg_advisory_xact_lock(7); RETURN NEW; END $$");
      subscriber.execute(
          "CREATE TRIGGER gate BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION gate()");
      subscriber.execute("ALTER TABLE t ENABLE ALWAYS TRIGGER gate");
      held.execute("SELECT pg_advisory_lock(7)");
      subscriber.execute(
          "CREATE SUBSCRIPTION s CONNECTION 'host=%s port=%d dbname=%s user=%s password=%s'"
                  .formatted(
                      server.host(),
                      server.port(),
                      publisher.name(),
                      server.user(),
                      server.password())
              + " PUBLICATION p WITH (create_slot = false, slot_name = 'copied')");
      try {
        subscriber
            .await()
            .isTrue(
                "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                    + " WHERE NOT l.granted AND a.backend_type LIKE 'logical replication%'"
                    + " AND a.datname = current_database())");
        try (SideConnection side = new SideConnection(subscriber::connect)) {
          LockNode root = new LockTreeReader(side).read().roots().get(0);
          assertThat(root.session().application()).isEqualTo("gate");
          assertThat(root.behind().get(0).session().kind()).isEqualTo(BlockerKind.INITIAL_COPY);
        }
        LockSession sender = find(publisher, s -> s.kind() == BlockerKind.INITIAL_COPY);
        assertThat(sender.holds().object()).isEqualTo("public.t");
        assertThat(BlockerWords.remedy(sender)).contains("begins again");
      } finally {
        held.execute("SELECT pg_advisory_unlock(7)");
        subscriber.execute("ALTER SUBSCRIPTION s DISABLE");
        subscriber.execute("ALTER SUBSCRIPTION s SET (slot_name = NONE)");
        subscriber.execute("DROP SUBSCRIPTION s");
        publisher.execute(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
        publisher
            .await()
            .isTrue("SELECT NOT EXISTS (SELECT FROM pg_replication_slots WHERE active)");
        publisher.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
      }
    }
  }
}
