/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import static dev.clearway.core.record.AttemptOutcome.CONTENDED;
import static dev.clearway.core.record.AttemptOutcome.DONE;
import static dev.clearway.core.record.AttemptOutcome.FAILED;
import static dev.clearway.core.record.AttemptOutcome.INTERRUPTED;
import static dev.clearway.core.record.AttemptOutcome.LOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.clearway.core.guard.GuardFixture.Background;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.RunEvent;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** For each kind of failure: how many attempts there were, and what was left behind. */
@PostgresTest
@Timeout(60)
class FailureKindsTest {

  private static final String HIDDEN_ALTER =
      "DO $$ BEGIN EXECUTE concat('ALTER TABLE t ', 'ADD COLUMN c int'); END $$";
  private static final String ALTER = "ALTER TABLE t ADD COLUMN c int";
  private static final String SLEEP = "SELECT pg_sleep(60)";
  private static final String SLEEPS =
      "SELECT EXISTS (SELECT FROM pg_stat_activity"
          + " WHERE pid = ? AND state = 'active' AND wait_event = 'PgSleep')";

  @BeforeEach
  void tables(TestDatabase db) throws SQLException {
    db.execute(
        "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0), (2, 0);"
            + "CREATE TABLE u (id int PRIMARY KEY, n int); INSERT INTO u VALUES (1, 0)");
  }

  @Test
  void lockTimeoutIsTriedAgainUntilTheHolderIsGone(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db, "maxBackoff=50ms");
        LockHolder holder = LockHolder.hold(db, "t", "ACCESS SHARE")) {
      List<String> between = new ArrayList<>();
      guard.on(RunEvent.BackingOff.class, event -> between.add(guard.traces()));
      guard.on(
          RunEvent.AttemptFinished.class,
          event -> {
            if (event.attempt().number() == 3) {
              holder.release();
            }
          });

      guard.run(HIDDEN_ALTER);

      assertThat(guard.outcomes()).containsExactly(CONTENDED, CONTENDED, CONTENDED, DONE);
      assertThat(guard.sqlStates()).containsExactly("55P03", "55P03", "55P03", "null");
      assertThat(guard.attempts()).extracting(Attempt::number).containsExactly(1, 2, 3, 4);
      assertThat(guard.columns("t", "c")).isEqualTo(1);
      assertThat(between).containsExactly("idle", "idle", "idle");
      assertThat(guard.heard(RunEvent.UnitFinished.class))
          .singleElement()
          .matches(RunEvent.UnitFinished::done);
    }
  }

  @Test
  void anUnknownForecastQueuesLongerAfterEachTimeout(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db, "maxBackoff=50ms");
        LockHolder holder = LockHolder.hold(db, "t", "ACCESS SHARE")) {
      List<String> timeouts = new ArrayList<>();
      guard.beforeStatement(index -> timeouts.add(show(guard, "lock_timeout")));
      guard.on(
          RunEvent.AttemptFinished.class,
          event -> {
            if (event.attempt().number() == 2) {
              holder.release();
            }
          });

      guard.run(HIDDEN_ALTER);

      assertThat(timeouts).containsExactly("50ms", "75ms", "112ms");
    }
  }

  @Test
  void aDeadlockIsTriedAgain(TestDatabase db) throws Exception {
    try (GuardFixture guard =
        new GuardFixture(db, "lockTimeout=20s", "stallBudget=20s", "maxBackoff=50ms")) {
      try (Statement statement = guard.connection.createStatement()) {
        statement.execute("SET deadlock_timeout = '100ms'");
      }
      Connection other = guard.other("other");
      int otherPid = TestDatabase.pid(other);
      List<Background<Void>> updates = new ArrayList<>();
      try (Statement statement = other.createStatement()) {
        statement.execute("SET deadlock_timeout = '1h'");
        other.setAutoCommit(false);
        statement.execute("UPDATE u SET n = 1");
        guard.beforeStatement(
            index -> {
              if (index == 1 && updates.isEmpty()) {
                updates.add(GuardFixture.background(() -> update(other, "UPDATE t SET n = 1")));
                db.await().blockedBy(otherPid, guard.pid);
              }
            });
        guard.on(
            RunEvent.AttemptFinished.class,
            event -> {
              if (event.attempt().number() == 1) {
                updates.get(0).get();
                other.commit();
              }
            });

        guard.run("UPDATE t SET n = n + 10", "UPDATE u SET n = n + 10");
      }

      assertThat(guard.outcomes()).containsExactly(CONTENDED, DONE);
      assertThat(guard.sqlStates()).containsExactly("40P01", "null");
      assertThat(db.queryStrings("SELECT n FROM t ORDER BY id")).containsExactly("11", "11");
      assertThat(db.queryLong("SELECT n FROM u")).isEqualTo(11);
    }
  }

  private static Void update(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
    return null;
  }

  @Test
  void aLostSerialisationIsTriedAgain(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db, "maxBackoff=50ms")) {
      AtomicBoolean updated = new AtomicBoolean();
      guard.beforeStatement(
          index -> {
            if (index == 2 && updated.compareAndSet(false, true)) {
              db.execute("UPDATE t SET n = 1");
            }
          });

      guard.run(
          "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
          "INSERT INTO u SELECT 2, count(*) FROM t",
          "UPDATE t SET n = n + 10");

      assertThat(guard.outcomes()).containsExactly(CONTENDED, DONE);
      assertThat(guard.sqlStates()).containsExactly("40001", "null");
      assertThat(db.queryStrings("SELECT n FROM t ORDER BY id")).containsExactly("11", "11");
      assertThat(db.queryLong("SELECT count(*) FROM u WHERE id = 2")).isEqualTo(1);
    }
  }

  @Test
  void theStallWatchCancelsAndThirdTimeGivesUp(TestDatabase db) throws Exception {
    try (GuardFixture guard =
            new GuardFixture(db, "lockTimeout=100ms", "stallBudget=300ms", "maxBackoff=50ms");
        Connection application = db.connect("application")) {
      int application1 = TestDatabase.pid(application);
      List<Background<Void>> queries = new ArrayList<>();
      guard.beforeStatement(
          index -> {
            if (index == 1) {
              queries.add(GuardFixture.background(() -> update(application, "UPDATE t SET n = 7")));
              db.await().blockedBy(application1, guard.pid);
            }
          });
      guard.on(RunEvent.AttemptFinished.class, event -> queries.get(queries.size() - 1).get());

      ContentionException refusal =
          catchThrowableOfType(ContentionException.class, () -> guard.run(ALTER, SLEEP));

      assertThat(refusal.reason()).isEqualTo(ContentionException.Reason.HOLDS_TOO_LONG);
      assertThat(refusal.attempts()).isEqualTo(3);
      assertThat(refusal).hasMessageContaining(GuardFixture.SCRIPT);
      assertThat(guard.outcomes()).containsExactly(CONTENDED, CONTENDED, CONTENDED);
      assertThat(guard.sqlStates()).containsExactly("57014", "57014", "57014");
      assertThat(guard.attempts())
          .allSatisfy(
              attempt -> {
                assertThat(attempt.victims()).isEqualTo(1);
                assertThat(attempt.longestVictimWait())
                    .isBetween(Duration.ofMillis(250), Duration.ofSeconds(10));
              });
      assertThat(guard.columns("t", "c")).isZero();
      assertThat(guard.traces()).isEqualTo("idle");
    }
  }

  @Test
  void statementTimeoutIsFinal(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db, "lockTimeout=100ms", "statementTimeout=200ms")) {
      SQLException refusal =
          catchThrowableOfType(SQLException.class, () -> guard.run(ALTER, SLEEP));

      assertThat(refusal.getSQLState()).isEqualTo("57014");
      assertThat(guard.outcomes()).containsExactly(FAILED);
      assertNothingLeft(guard);
    }
  }

  @Test
  void anOperatorsCancelIsFinal(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db)) {
      Background<Void> operator = whenAsleep(guard, "SELECT pg_cancel_backend(?)");
      SQLException refusal =
          catchThrowableOfType(SQLException.class, () -> guard.run(ALTER, SLEEP));
      operator.get();

      assertThat(refusal.getSQLState()).isEqualTo("57014");
      assertThat(guard.outcomes()).containsExactly(INTERRUPTED);
      assertNothingLeft(guard);
    }
  }

  @Test
  void interruptCancelsTheStatement(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db)) {
      Background<Void> signal =
          GuardFixture.background(
              () -> {
                db.await().isTrue(SLEEPS, guard.pid);
                guard.guard.interrupt();
                return null;
              });
      RunInterruptedException refusal =
          catchThrowableOfType(RunInterruptedException.class, () -> guard.run(ALTER, SLEEP));
      signal.get();

      assertThat(refusal).isNotNull();
      assertThat(guard.outcomes()).containsExactly(INTERRUPTED);
      assertNothingLeft(guard);
    }
  }

  @Test
  void interruptEndsTheWaitForClearance(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db);
        LockHolder holder = LockHolder.hold(db, "t", "ACCESS SHARE")) {
      guard.on(RunEvent.ClearanceAwaited.class, event -> guard.guard.interrupt());

      RunInterruptedException refusal =
          catchThrowableOfType(RunInterruptedException.class, () -> guard.run(ALTER));

      assertThat(refusal).isNotNull();
      assertThat(holder.released()).isNotDone();
      assertNothingLeft(guard);
    }
  }

  @Test
  void afterAnInterruptNothingBegins(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db)) {
      guard.beforeStatement(index -> guard.guard.interrupt());

      RunInterruptedException refusal =
          catchThrowableOfType(RunInterruptedException.class, () -> guard.run(ALTER));

      assertThat(refusal).isNotNull();
      assertNothingLeft(guard);
    }
  }

  @Test
  void aTerminatedSessionIsNotInDoubtBeforeItsCommit(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db)) {
      Background<Void> operator = whenAsleep(guard, "SELECT pg_terminate_backend(?)");
      ConnectionLostException refusal =
          catchThrowableOfType(ConnectionLostException.class, () -> guard.run(ALTER, SLEEP));
      operator.get();

      assertThat(refusal.isInDoubt()).isFalse();
      assertThat(refusal.pid()).isEqualTo(guard.pid);
      assertThat(refusal.unit()).isEqualTo(GuardFixture.SCRIPT);
      assertThat(guard.outcomes()).containsExactly(LOST);
      assertThat(guard.sqlStates()).containsExactly("57P01");
      db.await().sessionGone(guard.pid);
      assertThat(guard.columns("t", "c")).isZero();
    }
  }

  @Test
  void aSessionTerminatedInItsCommitIsInDoubt(TestDatabase db) throws Exception {
    db.execute(
        "CREATE FUNCTION nap() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END';"
            + "CREATE CONSTRAINT TRIGGER nap AFTER INSERT ON u DEFERRABLE INITIALLY DEFERRED"
            + " FOR EACH ROW EXECUTE FUNCTION nap()");
    try (GuardFixture guard = new GuardFixture(db)) {
      Background<Void> operator = whenAsleep(guard, "SELECT pg_terminate_backend(?)");
      ConnectionLostException refusal =
          catchThrowableOfType(
              ConnectionLostException.class, () -> guard.run("INSERT INTO u VALUES (2, 0)"));
      operator.get();

      assertThat(refusal.isInDoubt()).isTrue();
      assertThat(guard.outcomes()).containsExactly(LOST);
      assertThat(db.queryLong("SELECT count(*) FROM u WHERE id = 2")).isZero();
    }
  }

  @Test
  void aCommitWhoseAnswerIsLostIsInDoubtAndDone(TestDatabase db) throws Exception {
    try (GuardFixture guard =
        new GuardFixture(db, db.dataSource(), FailureKindsTest::losingTheAnswerToCommit)) {
      ConnectionLostException refusal =
          catchThrowableOfType(ConnectionLostException.class, () -> guard.run(ALTER));

      assertThat(refusal.isInDoubt()).isTrue();
      assertThat(guard.outcomes()).containsExactly(LOST);
      assertThat(guard.columns("t", "c")).isEqualTo(1);
    }
  }

  private static Connection losingTheAnswerToCommit(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            FailureKindsTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(connection, arguments);
                if (method.getName().equals("commit")) {
                  connection.close();
                  throw new SQLException("the answer never came", "08006");
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void anyOtherErrorIsFinalAndComesAsItIs(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db)) {
      List<SQLException> sent = new ArrayList<>();
      SQLException refusal =
          catchThrowableOfType(
              SQLException.class,
              () ->
                  guard.session.transaction(
                      () -> {
                        GuardedSession.ScriptRun run =
                            guard.session.script(guard.script(ALTER, "SELECT 1 / 0"));
                        run.run(0, () -> guard.send(ALTER));
                        sent.add(run.run(1, () -> guard.send("SELECT 1 / 0")));
                        throw sent.get(0);
                      }));

      assertThat((Throwable) refusal).isSameAs(sent.get(0));
      assertThat(refusal.getSQLState()).isEqualTo("22012");
      assertThat(guard.outcomes()).containsExactly(FAILED);
      assertNothingLeft(guard);
    }
  }

  @Test
  void aCallersOwnExceptionComesAsItIs(TestDatabase db) throws Exception {
    try (GuardFixture guard = new GuardFixture(db)) {
      IllegalArgumentException own = new IllegalArgumentException("the migration's own");
      Throwable thrown =
          catchThrowableOfType(
              IllegalArgumentException.class,
              () ->
                  guard.session.transaction(
                      () -> {
                        guard.session.script(guard.script(ALTER)).run(0, () -> guard.send(ALTER));
                        throw own;
                      }));

      assertThat(thrown).isSameAs(own);
      assertThat(guard.outcomes()).containsExactly(FAILED);
      assertNothingLeft(guard);
    }
  }

  private static Background<Void> whenAsleep(GuardFixture guard, String call) {
    return GuardFixture.background(
        () -> {
          guard.database.await().isTrue(SLEEPS, guard.pid);
          guard.database.queryString(call.replace("?", "?::int"), guard.pid);
          return null;
        });
  }

  private static String show(GuardFixture guard, String setting) throws SQLException {
    try (Statement statement = guard.connection.createStatement();
        var row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void assertNothingLeft(GuardFixture guard) throws SQLException {
    assertThat(guard.columns("t", "c")).isZero();
    assertThat(guard.traces()).isEqualTo("idle");
  }
}
