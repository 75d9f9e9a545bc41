/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ending who is in the way: only where it is allowed. */
@PostgresTest
@Timeout(60)
class EnforcementTest {

  private static final String ALTER = "ALTER TABLE t ADD COLUMN c int";

  @BeforeEach
  void table(TestDatabase db) throws SQLException {
    db.execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
  }

  private static LockHolder.Builder report(TestDatabase db) throws SQLException {
    DatabaseRole role = db.createRole("report");
    db.execute("GRANT SELECT ON t TO " + role.name());
    return LockHolder.in(db).application("report").role(role);
  }

  @Test
  void cancelsAQueryOnTheList(TestDatabase db) throws Exception {
    try (GuardFixture guard =
            new GuardFixture(
                db, "onBlocker=cancel", "blockerMinAge=300ms", "blockerApplication=report");
        LockHolder holder = report(db).query("t", Duration.ofMinutes(5))) {
      // A younger one would be queued behind, briefly.
      db.await().transactionOlderThan(holder.pid(), Duration.ofMillis(200));

      guard.run(ALTER);

      assertThat(guard.outcomes()).containsExactly(AttemptOutcome.DONE);
      assertThat(guard.heard(RunEvent.BlockerEnded.class))
          .singleElement()
          .satisfies(
              ended -> {
                assertThat(ended.terminated()).isFalse();
                assertThat(ended.blocker().pid()).isEqualTo(holder.pid());
                assertThat(ended.blocker().age()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
              });
      assertThat(guard.columns("t", "c")).isEqualTo(1);
    }
  }

  @Test
  void terminatesWhoIsIdleWithoutAVainCancel(TestDatabase db) throws Exception {
    try (GuardFixture guard =
            new GuardFixture(
                db, "onBlocker=terminate", "blockerMinAge=100ms", "blockerApplication=report");
        LockHolder holder = report(db).idleAfter("SELECT * FROM t")) {
      guard.run(ALTER);

      assertThat(guard.heard(RunEvent.BlockerEnded.class))
          .extracting(RunEvent.BlockerEnded::terminated)
          .containsExactly(true);
      db.await().sessionGone(holder.pid());
      assertThat(guard.columns("t", "c")).isEqualTo(1);
    }
  }

  @Test
  void leavesAloneWhoIsNotOnTheList(TestDatabase db) throws Exception {
    try (LockHolder holder = report(db).query("t", Duration.ofMinutes(5))) {
      assertUntouched(db, holder, "blockerMinAge=1ms", "blockerApplication=another");
    }
  }

  @Test
  void leavesAloneWhoIsTooYoung(TestDatabase db) throws Exception {
    try (LockHolder holder = report(db).query("t", Duration.ofMinutes(5))) {
      assertUntouched(db, holder, "blockerMinAge=1h", "blockerApplication=report");
    }
  }

  @Test
  void leavesASuperuserAlone(TestDatabase db) throws Exception {
    try (LockHolder holder =
        LockHolder.in(db).application("report").query("t", Duration.ofMinutes(5))) {
      assertUntouched(db, holder, "blockerMinAge=1ms", "blockerApplication=report");
    }
  }

  private static void assertUntouched(
      TestDatabase db, LockHolder holder, String minAge, String application) throws Exception {
    try (GuardFixture guard =
        new GuardFixture(
            db, "onBlocker=terminate", minAge, application, "blockerPatience=2500ms")) {
      ContentionException refusal =
          catchThrowableOfType(ContentionException.class, () -> guard.run(ALTER));

      assertThat(refusal.reason()).isEqualTo(ContentionException.Reason.PATIENCE);
      assertThat(guard.heard(RunEvent.BlockerEnded.class)).isEmpty();
      assertThat(holder.released()).isNotDone();
      db.await().state(holder.pid(), "active");
      assertThat(guard.columns("t", "c")).isZero();
    }
  }
}
