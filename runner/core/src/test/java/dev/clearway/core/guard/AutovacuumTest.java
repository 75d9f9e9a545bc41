/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An ordinary autovacuum is sent away, and nobody waits for that. */
@Timeout(120)
class AutovacuumTest {

  @Test
  void givesWayWhileNobodyWaitsBehindUs() throws Exception {
    try (EmbeddedServer server =
            EmbeddedServer.builder().setting("autovacuum_naptime", "1s").start();
        TestDatabase db = server.createDatabase()) {
      db.execute(
          "CREATE TABLE t (id int, filler text) WITH (autovacuum_vacuum_cost_delay = 100,"
              + " autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 1,"
              + " autovacuum_vacuum_scale_factor = 0)");
      db.execute("INSERT INTO t SELECT i, repeat('x', 500) FROM generate_series(1, 5000) i");
      db.executeAndLeave("DELETE FROM t WHERE id % 2 = 0");
      String vacuum =
          "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
              + " WHERE a.backend_type = 'autovacuum worker' AND a.datname = current_database()"
              + " AND l.relation = 't'::regclass"
              + " AND l.granted AND a.pid = ?";
      db.await()
          .isTrue(
              "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE"
                  + " a.backend_type = 'autovacuum worker' AND a.datname = current_database()"
                  + " AND l.relation = 't'::regclass"
                  + " AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted)");
      long pid =
          db.queryLong(
              "SELECT a.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE"
                  + " a.backend_type = 'autovacuum worker' AND a.datname = current_database()"
                  + " AND l.relation = 't'::regclass"
                  + " AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted");
      assertThat(db.queryLong(vacuum, pid)).isPositive();

      try (GuardFixture guard = new GuardFixture(db)) {
        guard.run("ALTER TABLE t ADD COLUMN c int");

        assertThat(guard.outcomes()).endsWith(AttemptOutcome.DONE);
        assertThat(guard.attempts()).extracting(Attempt::victims).containsOnly(0);
        assertThat(guard.columns("t", "c")).isEqualTo(1);
        // another worker may begin again, this one does not
        assertThat(db.queryLong(vacuum, pid)).isZero();
      }
    }
  }
}
