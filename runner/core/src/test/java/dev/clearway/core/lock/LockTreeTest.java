/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import static org.assertj.core.api.Assertions.assertThat;

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

/** The tree of a real server's locks. */
@PostgresTest
@Timeout(60)
class LockTreeTest {

  @BeforeEach
  void table(TestDatabase db) throws SQLException {
    db.execute("CREATE TABLE t (id int primary key); INSERT INTO t VALUES (1), (2)");
  }

  private static LockTree read(TestDatabase db) throws SQLException {
    try (SideConnection side = new SideConnection(db::connect)) {
      return new LockTreeReader(side).read();
    }
  }

  /** Sessions that wait; closing them ends their sessions on the server as well. */
  private static final class Waiters implements AutoCloseable {
    private final TestDatabase db;
    private final List<Integer> pids = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();

    Waiters(TestDatabase db) {
      this.db = db;
    }

    /** Starts a statement that is going to wait, and returns when it does. */
    int start(String application, String sql) throws SQLException {
      Connection connection = db.connect(application);
      connections.add(connection);
      connection.setAutoCommit(false);
      return start(connection, sql);
    }

    int start(Connection connection, String sql) throws SQLException {
      int pid = TestDatabase.pid(connection);
      pids.add(pid);
      Thread thread =
          new Thread(
              () -> {
                try (Statement statement = connection.createStatement()) {
                  statement.execute(sql);
                } catch (SQLException e) {
                  // it is ended with the test
                }
              });
      thread.setDaemon(true);
      thread.start();
      db.await().blocked(pid);
      return pid;
    }

    @Override
    public void close() throws SQLException {
      for (int pid : pids) {
        db.queryString("SELECT pg_terminate_backend(?)", pid);
        db.await().sessionGone(pid);
      }
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  @Test
  void rootsComeFirstAndLikeWaitersAreOne(TestDatabase db) throws SQLException {
    try (LockHolder report =
            LockHolder.in(db).application("report").idleAfter("SELECT * FROM t WHERE id = 17");
        Waiters waiters = new Waiters(db)) {
      int ddl = waiters.start("deploy", "ALTER TABLE t ADD COLUMN c int");
      waiters.start("web", "INSERT INTO t VALUES (3)");
      waiters.start("web", "INSERT INTO t VALUES (4)");
      waiters.start("worker", "INSERT INTO t VALUES (5)");

      LockTree tree = read(db);

      assertThat(tree.waiting()).isEqualTo(4);
      assertThat(tree.blind()).isFalse();
      LockNode root = tree.roots().get(0);
      assertThat(tree.roots()).hasSize(1);
      assertThat(root.session().pid()).isEqualTo(report.pid());
      assertThat(root.session().kind()).isEqualTo(BlockerKind.IDLE_IN_TRANSACTION);
      assertThat(root.session().query()).contains("$1").doesNotContain("17");
      assertThat(root.session().holds())
          .isEqualTo(new LockSession.Held(LockMode.ACCESS_SHARE, "public.t"));
      assertThat(root.session().transactionAge()).isPositive();
      assertThat(root.session().stateAge()).isNotNull();
      assertThat(root.waits()).isNull();
      LockNode deploy = root.behind().get(0);
      assertThat(root.behind()).hasSize(1);
      assertThat(deploy.session().pid()).isEqualTo(ddl);
      assertThat(deploy.waits().mode()).isEqualTo(LockMode.ACCESS_EXCLUSIVE);
      assertThat(deploy.waits().object()).isEqualTo("public.t");
      assertThat(deploy.behind())
          .extracting(node -> node.session().application() + " x" + node.pids().size())
          .containsExactly("web x2", "worker x1");
      assertThat(BlockerWords.remedy(root.session()))
          .contains("SELECT pg_terminate_backend(" + report.pid() + ");");
    }
  }

  @Test
  void severalBlockersAndARowLock(TestDatabase db) throws SQLException {
    try (LockHolder one = LockHolder.in(db).application("one").hold("t", "ACCESS SHARE");
        LockHolder other =
            LockHolder.in(db).application("other").idleAfter("UPDATE t SET id = 9 WHERE id = 1");
        Waiters waiters = new Waiters(db)) {
      int row = waiters.start("row", "UPDATE t SET id = 8 WHERE id = 1");
      int ddl = waiters.start("deploy", "LOCK TABLE t IN ACCESS EXCLUSIVE MODE");

      LockTree tree = read(db);

      assertThat(tree.waiting()).isEqualTo(2);
      assertThat(tree.roots()).hasSize(1);
      LockNode root = tree.roots().get(0);
      assertThat(root.session().pid()).isEqualTo(other.pid());
      LockNode waitsForRow = root.behind().get(0);
      assertThat(waitsForRow.session().pid()).isEqualTo(row);
      assertThat(waitsForRow.waits().object()).isEqualTo("public.t");
      LockNode deploy = waitsForRow.behind().get(0);
      assertThat(deploy.session().pid()).isEqualTo(ddl);
      assertThat(deploy.alsoBehind()).containsExactlyInAnyOrder(one.pid(), other.pid());
    }
  }

  @Test
  void aDeadlockHasARootToo(TestDatabase db) throws SQLException {
    try (Connection first = db.connect("first");
        Connection second = db.connect("second");
        Waiters waiters = new Waiters(db);
        Statement one = first.createStatement();
        Statement two = second.createStatement()) {
      for (Statement statement : List.of(one, two)) {
        statement.execute("SET deadlock_timeout = '10min'");
        statement.getConnection().setAutoCommit(false);
      }
      one.execute("SELECT pg_advisory_xact_lock(1)");
      two.execute("SELECT pg_advisory_xact_lock(2)");
      int firstPid = waiters.start(first, "SELECT pg_advisory_xact_lock(2)");
      waiters.start(second, "SELECT pg_advisory_xact_lock(1)");

      LockTree tree = read(db);

      assertThat(tree.waiting()).isEqualTo(2);
      LockNode root = tree.roots().get(0);
      assertThat(root.cycle()).isTrue();
      assertThat(root.session().pid()).isEqualTo(firstPid);
      assertThat(root.waits().object()).isEqualTo("advisory");
      assertThat(root.behind()).hasSize(1);
    }
  }

  @Test
  void aPreparedTransactionWithTheCommandThatEndsIt(TestDatabase db) throws SQLException {
    db.execute("BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE; PREPARE TRANSACTION 'it''s \\ mine'");
    try (Waiters waiters = new Waiters(db)) {
      waiters.start("deploy", "ALTER TABLE t ADD COLUMN c int");

      LockNode root = read(db).roots().get(0);

      assertThat(root.session().kind()).isEqualTo(BlockerKind.PREPARED_TRANSACTION);
      assertThat(root.session().pid()).isZero();
      assertThat(root.session().application()).isEqualTo("it's \\ mine");
      assertThat(root.session().holds().mode()).isEqualTo(LockMode.ROW_EXCLUSIVE);
      assertThat(root.waiting()).isEqualTo(1);
      String remedy = BlockerWords.remedy(root.session());
      db.execute(remedy.substring(0, remedy.indexOf(';')));
      assertThat(
              db.queryLong(
                  "SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()"))
          .isZero();
    }
  }

  @Test
  void whoHoldsWhatNobodyWaitsForIsListedToo(TestDatabase db) throws SQLException {
    try (LockHolder report = LockHolder.in(db).application("report").hold("t", "SHARE")) {
      LockTree tree = read(db);

      assertThat(tree.roots()).isEmpty();
      assertThat(tree.holders())
          .filteredOn(session -> session.pid() == report.pid())
          .singleElement()
          .satisfies(
              session -> {
                assertThat(session.holds())
                    .isEqualTo(new LockSession.Held(LockMode.SHARE, "public.t"));
                assertThat(session.relations()).isEqualTo(1);
              });
    }
  }

  @Test
  void withoutReadAllStatsTheLocksAreSeenAndThatMoreIsHidden(TestDatabase db) throws SQLException {
    DatabaseRole role = db.createRole("deployer");
    try (LockHolder report = LockHolder.in(db).application("report").hold("t", "ACCESS SHARE");
        Waiters waiters = new Waiters(db);
        SideConnection side = new SideConnection(() -> db.connectAs(role))) {
      waiters.start("deploy", "ALTER TABLE t ADD COLUMN c int");

      LockTree tree = new LockTreeReader(side).read();

      assertThat(tree.blind()).isTrue();
      assertThat(tree.role()).isEqualTo(role.name());
      LockNode root = tree.roots().get(0);
      assertThat(root.session().pid()).isEqualTo(report.pid());
      assertThat(root.session().kind()).isEqualTo(BlockerKind.HIDDEN);
      assertThat(root.session().holds().object()).isEqualTo("public.t");
      assertThat(root.session().query()).isNull();
      assertThat(root.session().transactionAge()).isNull();
    }
  }

  @Test
  void aDumpIsKnownByItsNameAndByWhatItDoes(TestDatabase db) throws SQLException {
    db.execute(
        "DO $$ BEGIN FOR i IN 1 .. 120 LOOP EXECUTE format('CREATE TABLE d%s ()', i); END LOOP; END $$");
    String lockAll =
        "SELECT string_agg('LOCK TABLE d' || i || ' IN ACCESS SHARE MODE', ';')"
            + " FROM generate_series(1, 120) i";
    try (Connection unnamed = db.connect("backup");
        Connection named = db.connect("pg_dump");
        Statement first = unnamed.createStatement();
        Statement second = named.createStatement()) {
      for (Statement statement : List.of(first, second)) {
        statement.getConnection().setAutoCommit(false);
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        statement.execute("SELECT FROM t");
      }
      first.execute(db.queryString(lockAll));
      second.execute("LOCK TABLE d1 IN ACCESS SHARE MODE");

      assertThat(read(db).holders())
          .filteredOn(session -> session.kind() == BlockerKind.DUMP)
          .extracting(LockSession::application)
          .containsExactlyInAnyOrder("backup", "pg_dump");
      unnamed.rollback();
      named.rollback();
    }
  }

  @Test
  void anotherMigrationIsKnownByItsNameOrByFlywaysLock(TestDatabase db) throws SQLException {
    try (LockHolder clearway = LockHolder.in(db).application("clearway").hold("t", "ACCESS SHARE");
        LockHolder flyway =
            LockHolder.in(db)
                .application("app")
                // the letters "Flyway" in the upper half, as Flyway's lock has it
                .idleAfter("SELECT pg_advisory_xact_lock((18028::bigint << 32) + 5) FROM t")) {
      assertThat(read(db).holders())
          .filteredOn(session -> session.kind() == BlockerKind.MIGRATION)
          .extracting(LockSession::pid)
          .containsExactlyInAnyOrder(clearway.pid(), flyway.pid());
    }
  }

  @Test
  void aConcurrentIndexBuildSaysWhomItWaitsFor(TestDatabase db) throws SQLException {
    try (LockHolder old =
            LockHolder.in(db).application("old").idleAfter("INSERT INTO t VALUES (7)");
        Connection builder = db.connect("builder");
        Waiters waiters = new Waiters(db)) {
      int build = waiters.start(builder, "CREATE INDEX CONCURRENTLY i ON t (id)");
      waiters.start("deploy", "ALTER TABLE t ADD COLUMN c int");
      db.await()
          .isTrue("SELECT EXISTS (SELECT FROM pg_stat_progress_create_index WHERE pid = ?)", build);

      LockNode root = read(db).roots().get(0);

      assertThat(root.session().pid()).isEqualTo(old.pid());
      LockNode index = root.behind().get(0);
      assertThat(index.session().kind()).isEqualTo(BlockerKind.CONCURRENT_INDEX);
      assertThat(index.session().progress()).contains("pid " + old.pid());
      assertThat(index.behind()).hasSize(1);
      assertThat(BlockerWords.remedy(index.session())).contains("leaves an invalid index");
    }
    db.execute("DROP INDEX IF EXISTS i");
  }

  @Test
  void aReaderIsAnOrdinarySession(TestDatabase db) throws SQLException {
    try (LockHolder reader =
        LockHolder.in(db).application("reader").query("t", Duration.ofMinutes(5))) {
      assertThat(read(db).holders())
          .filteredOn(session -> session.pid() == reader.pid())
          .extracting(LockSession::kind)
          .containsExactly(BlockerKind.SESSION);
    }
  }
}
