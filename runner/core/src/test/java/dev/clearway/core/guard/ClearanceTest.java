/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import static dev.clearway.core.record.AttemptOutcome.DONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.sql.LockMode;
import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wait before the queue. */
@PostgresTest
@Timeout(60)
class ClearanceTest {

  private static final String ALTER = "ALTER TABLE t ADD COLUMN c int";

  @BeforeEach
  void table(TestDatabase db) throws SQLException {
    db.execute("CREATE TABLE t (id int PRIMARY KEY, note text); INSERT INTO t VALUES (1, 'x')");
  }

  /** Older than the 50 ms that a first attempt is willing to queue. */
  private static LockHolder old(TestDatabase db, LockHolder holder) throws SQLException {
    db.await().transactionOlderThan(holder.pid(), Duration.ofMillis(200));
    return holder;
  }

  @Test
  void waitsWithNothingOpenAndNamesWhoIsInTheWay(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db);
        LockHolder holder =
            old(
                db,
                LockHolder.in(db)
                    .application("nightly_report")
                    .idleAfter("SELECT * FROM t WHERE note = 'card 4711 of Mrs Secret'"));
        Connection application = guard.other("application");
        Statement query = application.createStatement()) {
      query.execute("SET lock_timeout = '1ms'");
      List<String> traces = new ArrayList<>();
      guard.on(
          RunEvent.ClearanceAwaited.class,
          event -> {
            traces.add(guard.traces());
            query.execute("UPDATE t SET note = 'y'; SELECT * FROM t");
            if (traces.size() == 2) {
              holder.release();
            }
          });

      guard.run(ALTER);

      assertThat(traces).containsExactly("idle", "idle");
      assertThat(guard.outcomes()).containsExactly(DONE);
      assertThat(guard.columns("t", "c")).isEqualTo(1);
      Blocker blocker = guard.attempts().get(0).blockers().get(0);
      assertThat(guard.attempts().get(0).blockers()).hasSize(1);
      assertThat(blocker.pid()).isEqualTo(holder.pid());
      assertThat(blocker.kind()).isEqualTo(BlockerKind.IDLE_IN_TRANSACTION);
      assertThat(blocker.application()).isEqualTo("nightly_report");
      assertThat(blocker.user()).isEqualTo(db.user());
      assertThat(blocker.state()).isEqualTo("idle in transaction");
      assertThat(blocker.mode()).isEqualTo(LockMode.ACCESS_SHARE);
      assertThat(blocker.relation()).isEqualTo("public.t");
      assertThat(blocker.ageKnown()).isTrue();
      assertThat(blocker.age()).isGreaterThan(Duration.ofMillis(200));
      assertThat(blocker.query()).isEqualTo("SELECT * FROM t WHERE note = $1");
      assertThat(guard.events.toString()).doesNotContain("4711", "Secret");
      assertThat(guard.heard(RunEvent.ClearanceGiven.class)).hasSize(1);
    }
  }

  @Test
  void givesUpWhenPatienceIsOver(TestDatabase db) throws Exception {
    assertGivenUp(db, ContentionException.Reason.PATIENCE, "blockerPatience=300ms");
  }

  @Test
  void givesUpAtOnceWhereABlockerIsToFailIt(TestDatabase db) throws Exception {
    assertGivenUp(db, ContentionException.Reason.ON_BLOCKER_FAIL, "onBlocker=fail");
  }

  @Test
  void givesUpWhenTheTimeOfTheUnitIsOver(TestDatabase db) throws Exception {
    assertGivenUp(
        db, ContentionException.Reason.DEADLINE, "retryFor=300ms", "blockerPatience=300s");
  }

  private static void assertGivenUp(
      TestDatabase db, ContentionException.Reason reason, String... settings) throws Exception {
    try (GuardFixture guard = new GuardFixture(db, settings);
        LockHolder holder = old(db, LockHolder.hold(db, "t", "ACCESS SHARE"))) {
      ContentionException refusal =
          catchThrowableOfType(ContentionException.class, () -> guard.run(ALTER));

      assertThat(refusal.reason()).isEqualTo(reason);
      assertThat(refusal.unit()).isEqualTo(GuardFixture.SCRIPT);
      assertThat(refusal.relations()).containsExactly("public.t");
      assertThat(refusal.blockers()).extracting(Blocker::pid).containsExactly(holder.pid());
      assertThat(refusal.attempts()).isZero();
      assertThat(guard.attempts())
          .singleElement()
          .satisfies(
              waiting -> {
                assertThat(waiting.onlyWaited()).isTrue();
                assertThat(waiting.number()).isEqualTo(1);
                assertThat(waiting.blockers())
                    .extracting(Blocker::pid)
                    .containsExactly(holder.pid());
              });
      assertThat(refusal).hasMessageContaining("holder (pid " + holder.pid());
      assertThat(guard.columns("t", "c")).isZero();
      assertThat(guard.traces()).isEqualTo("idle");
      assertThat(guard.heard(RunEvent.UnitFinished.class))
          .singleElement()
          .matches(event -> !event.done());
    }
  }

  @Test
  void aTableOfThatNameInAnotherSchemaDoesNotCount(TestDatabase db) throws Exception {
    db.execute("CREATE SCHEMA other; CREATE TABLE other.t (id int)");
    try (GuardFixture guard = new GuardFixture(db, "onBlocker=fail");
        LockHolder holder = old(db, LockHolder.hold(db, "other.t", "ACCESS EXCLUSIVE"))) {
      guard.run(ALTER);

      assertThat(guard.heard(RunEvent.ClearanceAwaited.class)).isEmpty();
      assertThat(guard.columns("public.t", "c")).isEqualTo(1);
      assertThat(holder.released()).isNotDone();
    }
  }

  @Test
  void aPreparedTransactionIsFoundWithItsName(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db);
        LockHolder holder =
            LockHolder.in(db).application("billing").prepared("t", "ACCESS SHARE")) {
      String gid = db.queryString("SELECT gid FROM pg_prepared_xacts");
      db.await()
          .isTrue(
              "SELECT clock_timestamp() - prepared > interval '200 ms' FROM pg_prepared_xacts"
                  + " WHERE gid = ?",
              gid);
      guard.on(RunEvent.ClearanceAwaited.class, event -> holder.release());

      guard.run(ALTER);

      assertThat(guard.outcomes()).containsExactly(DONE);
      Blocker blocker = guard.attempts().get(0).blockers().get(0);
      assertThat(blocker.kind()).isEqualTo(BlockerKind.PREPARED_TRANSACTION);
      assertThat(blocker.pid()).isZero();
      assertThat(blocker.application()).isEqualTo(gid);
      assertThat(blocker.user()).isEqualTo(db.user());
      assertThat(blocker.ageKnown()).isTrue();
    }
  }

  @Test
  void withoutTheRightToSeeAgesTheyCountFromFirstSight(TestDatabase db) throws Exception {
    DatabaseRole owner = db.createRole("owner");
    db.execute("ALTER TABLE t OWNER TO " + owner.name());
    try (GuardFixture guard = new GuardFixture(db, db.dataSource(owner), "maxBackoff=50ms");
        LockHolder holder =
            old(db, LockHolder.in(db).application("nightly_report").hold("t", "ACCESS SHARE"))) {
      guard.on(
          RunEvent.ClearanceAwaited.class,
          event -> {
            if (event.waited().compareTo(Duration.ofMillis(200)) > 0) {
              holder.release();
            }
          });

      guard.run(ALTER);

      // Young at first sight: so the first attempt queues, briefly.
      assertThat(guard.outcomes()).containsExactly(AttemptOutcome.CONTENDED, DONE);
      List<RunEvent.ClearanceAwaited> awaited = guard.heard(RunEvent.ClearanceAwaited.class);
      Blocker blocker = awaited.get(awaited.size() - 1).blockers().get(0);
      assertThat(blocker.kind()).isEqualTo(BlockerKind.HIDDEN);
      assertThat(blocker.pid()).isEqualTo(holder.pid());
      assertThat(blocker.application()).isEqualTo("nightly_report");
      assertThat(blocker.ageKnown()).isFalse();
      assertThat(blocker.age()).isGreaterThan(Duration.ofMillis(200));
      assertThat(blocker.query()).isNull();
      assertThat(blocker.state()).isNull();
      assertThat(guard.columns("t", "c")).isEqualTo(1);
    }
  }
}
