/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.record.RunEvent;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rollback reverts what was set in its transaction, and nothing may leak into what follows. */
@PostgresTest
@Timeout(60)
class TimeoutsTest {

  private static final String SHOW =
      "SELECT current_setting('lock_timeout') || ' ' || current_setting('statement_timeout')";

  @Test
  void areSetInEachAttemptAndAreAsBeforeAfterwards(TestDatabase db) throws Exception {
    db.execute("CREATE TABLE t (id int)");
    try (GuardFixture guard = new GuardFixture(db, "maxBackoff=50ms", "statementTimeout=9s");
        LockHolder holder = LockHolder.hold(db, "t", "ACCESS SHARE")) {
      send(guard, "SET lock_timeout = '7s'; SET statement_timeout = '11s'");
      List<String> seen = new ArrayList<>();
      guard.beforeStatement(index -> seen.add(show(guard)));
      guard.on(RunEvent.AttemptFinished.class, event -> holder.release());
      List<String> between = new ArrayList<>();
      guard.on(RunEvent.BackingOff.class, event -> between.add(show(guard)));

      // a text that is put together hides what it locks: it queues, however old the holder is
      guard.run(
          "DO $$ BEGIN EXECUTE concat('ALTER TABLE t ADD COLUMN ', 'c int'); END $$", "SELECT 1");

      assertThat(seen).containsExactly("50ms 9s", "75ms 9s", "75ms 9s");
      assertThat(between).containsExactly("7s 11s");
      assertThat(show(guard)).isEqualTo("7s 11s");
    }
  }

  @Test
  void areAsBeforeAfterAStatementOutsideATransaction(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db, "statementTimeout=9s")) {
      send(guard, "SET lock_timeout = '7s'; SET statement_timeout = '11s'");
      List<String> seen = new ArrayList<>();
      GuardedSession.ScriptRun run = guard.session.script(guard.script("SELECT 1", "SELECT 1 / 0"));
      for (int i = 0; i < 2; i++) {
        String sql = i == 0 ? "SELECT 1" : "SELECT 1 / 0";
        run.run(
            i,
            () -> {
              try {
                seen.add(show(guard));
              } catch (SQLException e) {
                return e;
              }
              return guard.send(sql);
            });
        assertThat(show(guard)).isEqualTo("7s 11s");
      }
      assertThat(seen).hasSize(2).doesNotContain("7s 11s");
    }
  }

  private static void send(GuardFixture guard, String sql) {
    assertThat(guard.send(sql) == null).isTrue();
  }

  private static String show(GuardFixture guard) throws SQLException {
    try (Statement statement = guard.connection.createStatement();
        ResultSet row = statement.executeQuery(SHOW)) {
      row.next();
      return row.getString(1);
    }
  }
}
