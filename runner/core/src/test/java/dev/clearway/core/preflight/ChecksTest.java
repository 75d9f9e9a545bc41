/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import static dev.clearway.core.preflight.PreflightRun.fact;
import static dev.clearway.core.preflight.PreflightRun.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clearway.core.forecast.LockForecast;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.testkit.AllowInvalidIndexes;
import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check finds what it is for, and says nothing where that is not so. */
@PostgresTest
class ChecksTest {

  private static final String ADD_COLUMN = "alter table orders add column note text";

  @BeforeEach
  void orders(TestDatabase database) throws SQLException {
    database.execute(
        "create table orders (id int primary key, total int) with (autovacuum_enabled = off)");
  }

  private static List<Finding> run(TestDatabase database, String rule, String... scripts)
      throws SQLException {
    return of(PreflightRun.of(database, scripts).result(), rule);
  }

  // ---------------------------------------------------------------- what runs

  @ParameterizedTest
  @CsvSource({"11,ERROR", "12,WARNING", "13,WARNING", "14,", "17,", "18,", "19,WARNING"})
  void serverVersion(int major, Severity expected) {
    Report report = new Report();
    ServerVersionCheck.judge(major, major + ".1", report);

    assertThat(report.findings().stream().map(Finding::severity))
        .isEqualTo(expected == null ? List.of() : List.of(expected));
  }

  @Test
  void nothingStandsAgainstASmallChange(TestDatabase database) throws Exception {
    PreflightResult result = PreflightRun.of(database, ADD_COLUMN).result();

    assertThat(result.findings()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.CLEAR);
    assertThat(result.locks()).singleElement().extracting(PlannedLock::strong).isEqualTo(true);
    assertThat(result.checked())
        .extracting(Fact::check)
        .contains("server", "role", "pooler", "connections", "replicas", "blockers", "lock table");
  }

  @Test
  void missingRelations(TestDatabase database) throws Exception {
    assertThat(run(database, "missing-relation", "alter table \"Nowhere\" add column a int"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.message())
                  .isEqualTo("\"Nowhere\" does not exist, and no pending migration creates it");
            });
    assertThat(
            run(
                database,
                "missing-relation",
                "create table later (a int)",
                "alter table later add column b int"))
        .isEmpty();
  }

  @Test
  void whatCannotBeParsedIsKeptWithItsPlace(TestDatabase database) throws Exception {
    PreflightResult result =
        PreflightRun.of(database)
            .script("select 1", "alter table orders\n  ad column x int")
            .result();

    assertThat(of(result, "not-parsed"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.line()).isEqualTo(3);
              assertThat(finding.column()).isEqualTo(3);
              assertThat(finding.message()).contains("V1__test.sql:3:3").contains("unknown");
            });
    assertThat(result.verdict()).isEqualTo(Verdict.NO_GO);
  }

  @Test
  void aDirectiveTurnsAFindingIntoANote(TestDatabase database) throws Exception {
    PreflightResult result =
        PreflightRun.of(database).ignoring("not-parsed").script("alter table orders ad x").result();

    assertThat(of(result, "not-parsed"))
        .singleElement()
        .extracting(Finding::severity)
        .isEqualTo(Severity.NOTE);
    assertThat(result.verdict()).isEqualTo(Verdict.CLEAR);
  }

  @Test
  void codeThatMakesItsSqlUpIsUnknown(TestDatabase database) throws Exception {
    String dynamic =
        "do $$ begin execute 'alter table ' || current_setting('a.b') || ' add x int'; end $$";

    assertThat(run(database, "unknown-forecast", dynamic))
        .singleElement()
        .extracting(Finding::severity)
        .isEqualTo(Severity.WARNING);
    assertThat(run(database, "unknown-forecast", ADD_COLUMN)).isEmpty();
  }

  // ---------------------------------------------------------------- how long it takes

  @Test
  void workUnderAStrongLockIsWeighedByTheTablesSize(TestDatabase database) throws Exception {
    String rewrite = "alter table orders alter column total type bigint";
    assertThat(run(database, "long-lock", rewrite)).as("empty").isEmpty();

    database.execute(
        "alter table orders add filler text; alter table orders alter filler set storage plain;"
            + " insert into orders select g, g, repeat('x', 1000) from generate_series(1, 2000) g");
    PreflightResult result =
        PreflightRun.of(database, rewrite)
            .set("lockTimeout", "1ms")
            .set("stallBudget", "2ms")
            .result();

    assertThat(of(result, "long-lock"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.message())
                  .contains("public.orders")
                  .contains("ACCESS EXCLUSIVE")
                  .contains("100 MB/s (assumed)");
            });
    PlannedLock lock = result.locks().get(0);
    assertThat(lock.rewrite()).isTrue();
    assertThat(lock.bytes()).isGreaterThan(2_000_000);
    assertThat(lock.takes()).isGreaterThan(Duration.ofMillis(20));
    // a larger budget has room for it
    assertThat(run(database, "long-lock", rewrite)).isEmpty();
  }

  @Test
  void trafficIsSampled(TestDatabase database) throws Exception {
    database.execute("insert into orders values (1, 1)");
    try (Connection application = database.connect("shop");
        Statement statement = application.createStatement()) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  while (!Thread.currentThread().isInterrupted()) {
                    statement.execute("update orders set total = total + 1 where id = 1");
                  }
                } catch (SQLException e) {
                  // the test is over
                }
              });
      writer.start();
      try {
        database.await().isTrue("select pg_stat_get_tuples_updated('orders'::regclass) > 0");
        PreflightResult result =
            PreflightRun.of(database, ADD_COLUMN).sampleFor(Duration.ofSeconds(3)).result();

        assertThat(result.locks().get(0).writesPerSecond()).isPositive();
        assertThat(result.locks().get(0).readsPerSecond()).isPositive();
      } finally {
        writer.interrupt();
        writer.join();
      }
    }
    assertThat(PreflightRun.of(database, ADD_COLUMN).result().locks().get(0).writesPerSecond())
        .isNotNull();
  }

  // ---------------------------------------------------------------- what the role may do

  @Test
  void ownershipOfTables(TestDatabase database) throws Exception {
    DatabaseRole role = database.createRole("deployer", "pg_read_all_stats");
    database.execute("create table own (a int); alter table own owner to " + role);
    database.execute("grant create on schema public to " + role);

    PreflightResult refused = PreflightRun.of(database, ADD_COLUMN).as(role).result();
    assertThat(of(refused, "permission"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.message()).contains("public.orders is owned by postgres");
              assertThat(finding.script()).isEqualTo("V1__test.sql");
            });
    // and PostgreSQL says the same
    assertThatThrownBy(
            () -> {
              try (Connection connection = database.connectAs(role);
                  Statement statement = connection.createStatement()) {
                statement.execute(ADD_COLUMN);
              }
            })
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));

    PreflightResult allowed =
        PreflightRun.of(database, "alter table own add column b int").as(role).result();
    assertThat(of(allowed, "permission")).isEmpty();
    assertThat(fact(allowed, "role")).isEqualTo(role + " may do all of it");
  }

  @Test
  void privilegesOnTables(TestDatabase database) throws Exception {
    DatabaseRole role = database.createRole("deployer", "pg_read_all_stats");
    database.execute("grant create on schema public to " + role);
    String[] scripts = {
      "update orders set total = 0", "create table lines (order_id int references orders)"
    };

    assertThat(of(PreflightRun.of(database, scripts).as(role).result(), "permission"))
        .extracting(Finding::message)
        .anyMatch(message -> message.contains("no UPDATE on public.orders"))
        .anyMatch(message -> message.contains("no REFERENCES on public.orders"));

    database.execute("grant select, update, references on orders to " + role);
    assertThat(of(PreflightRun.of(database, scripts).as(role).result(), "permission")).isEmpty();
  }

  @Test
  void creatingInASchema(TestDatabase database) throws Exception {
    database.execute("create schema app");
    DatabaseRole role = database.createRole("deployer", "pg_read_all_stats");
    database.execute(
        "grant create on schema public to %s; grant usage on schema app to %s"
            .formatted(role, role));

    assertThat(
            of(
                PreflightRun.of(database, "create table app.t (a int)").as(role).result(),
                "permission"))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.remedy())
                    .isEqualTo("GRANT CREATE ON SCHEMA app TO " + role + ";"));

    database.execute("grant create on schema app to " + role);
    assertThat(
            of(
                PreflightRun.of(database, "create table app.t (a int)").as(role).result(),
                "permission"))
        .isEmpty();
  }

  @Test
  void aSchemaThatTheRunMakesItself(TestDatabase database) throws Exception {
    DatabaseRole role = database.createRole("deployer", "pg_read_all_stats");

    assertThat(
            of(
                PreflightRun.of(database, "create table t (a int)", "alter table t add b int")
                    .into("fresh")
                    .as(role)
                    .result(),
                "permission"))
        .singleElement()
        .extracting(Finding::remedy)
        .isEqualTo("GRANT CREATE ON DATABASE " + database.name() + " TO " + role + ";");

    database.execute("grant create on database " + database.name() + " to " + role);
    PreflightResult allowed =
        PreflightRun.of(database, "create table t (a int)", "alter table t add b int")
            .into("fresh")
            .as(role)
            .result();
    assertThat(allowed.findings()).isEmpty();
  }

  @Test
  void theHistoryTable(TestDatabase database) throws Exception {
    DatabaseRole role = database.createRole("deployer", "pg_read_all_stats");
    String harmless = "select 1";
    // as it is from 15 on
    database.execute("revoke create on schema public from public");

    assertThat(of(PreflightRun.of(database, harmless).as(role).result(), "permission"))
        .extracting(Finding::message)
        .containsExactly(role + " may not create the migrations' history, public.history");
    database.execute("create table history (a int)");
    assertThat(of(PreflightRun.of(database, harmless).as(role).result(), "permission"))
        .extracting(Finding::message)
        .containsExactly(role + " may not write the migrations' history, public.history");
    database.execute("grant select, insert on history to " + role);
    assertThat(of(PreflightRun.of(database, harmless).as(role).result(), "permission")).isEmpty();
  }

  @Test
  void seeingAndEndingOtherSessions(TestDatabase database) throws Exception {
    DatabaseRole blind = database.createRole("blind");
    DatabaseRole able = database.createRole("able", "pg_read_all_stats", "pg_signal_backend");

    PreflightResult without = ending(PreflightRun.of(database).as(blind)).result();
    assertThat(of(without, "hidden-sessions"))
        .singleElement()
        .extracting(Finding::remedy)
        .isEqualTo("GRANT pg_read_all_stats TO " + blind + ";");
    assertThat(of(without, "permission"))
        .singleElement()
        .extracting(Finding::remedy)
        .isEqualTo("GRANT pg_signal_backend TO " + blind + ";");
    assertThat(of(PreflightRun.of(database).as(blind).result(), "permission")).isEmpty();

    assertThat(ending(PreflightRun.of(database).as(able)).result().findings()).isEmpty();
  }

  private static PreflightRun ending(PreflightRun run) {
    return run.set("onBlocker", "terminate")
        .set("blockerMinAge", "5m")
        .set("blockerApplication", "nightly_report");
  }

  // ---------------------------------------------------------------- who is in the way

  @Test
  void aPreparedTransactionIsNamedWithWhatEndsIt(TestDatabase database) throws Exception {
    try (LockHolder holder =
        LockHolder.in(database).application("pay").prepared("orders", "ROW EXCLUSIVE")) {
      database
          .await()
          .isTrue(
              "select bool_and(clock_timestamp() - prepared > interval '20 ms')"
                  + " from pg_prepared_xacts where database = current_database()");
      PreflightResult result = PreflightRun.of(database, ADD_COLUMN).result();

      assertThat(result.verdict()).isEqualTo(Verdict.HOLD);
      assertThat(of(result, "blocker"))
          .singleElement()
          .satisfies(finding -> assertThat(finding.remedy()).contains("ROLLBACK PREPARED 'pay"));
    }
    assertThat(run(database, "blocker", ADD_COLUMN)).isEmpty();
  }

  @Test
  void youngTransactionsAreNoReasonToHold(TestDatabase database) throws Exception {
    try (LockHolder holder = LockHolder.hold(database, "orders", "ROW EXCLUSIVE")) {
      PreflightResult result =
          PreflightRun.of(database, ADD_COLUMN).set("longTransaction", "1h").result();

      assertThat(result.verdict()).isEqualTo(Verdict.CLEAR);
      assertThat(of(result, "short-transactions")).hasSize(1);
    }
    assertThat(run(database, "short-transactions", ADD_COLUMN)).isEmpty();
  }

  @Test
  void aHolderIsFoundWithoutSeeingItsAge(TestDatabase database) throws Exception {
    DatabaseRole blind = database.createRole("blind");
    database.execute("alter table orders owner to " + blind);
    try (LockHolder holder = LockHolder.hold(database, "orders", "ROW EXCLUSIVE")) {
      PreflightResult result =
          PreflightRun.of(database, ADD_COLUMN).set("longTransaction", "1h").as(blind).result();

      assertThat(of(result, "blocker")).hasSize(1);
      assertThat(result.blockers())
          .singleElement()
          .satisfies(blocker -> assertThat(blocker.pid()).isEqualTo(holder.pid()));
    }
  }

  @Test
  void manyRelationsOfOneTransactionAreOneFinding(TestDatabase database) throws Exception {
    database.execute(
        "create table p (a int) partition by range (a);"
            + " create table p1 partition of p for values from (0) to (1);"
            + " create table p2 partition of p for values from (1) to (2)");
    try (LockHolder holder = LockHolder.hold(database, "p", "ACCESS SHARE")) {
      database.await().transactionOlderThan(holder.pid(), PreflightRun.LONG);

      assertThat(run(database, "blocker", "alter table p add column b int"))
          .singleElement()
          .satisfies(finding -> assertThat(finding.message()).contains("and 2 more"));
    }
  }

  @Test
  void oldSnapshotsHoldUpAConcurrentBuild(TestDatabase database) throws Exception {
    database.execute("create table elsewhere (a int)");
    String concurrent = "create index concurrently on orders (total)";
    try (LockHolder idle =
        LockHolder.in(database).application("report").idleAfter("select * from elsewhere")) {
      database.await().transactionOlderThan(idle.pid(), PreflightRun.LONG);

      assertThat(run(database, "old-snapshot", concurrent))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.HOLD);
                assertThat(finding.message()).contains("report").contains("idle in transaction");
              });
      assertThat(run(database, "old-snapshot", ADD_COLUMN)).isEmpty();
    }
    try (LockHolder reader = LockHolder.in(database).query("elsewhere", Duration.ofMinutes(1))) {
      database.await().transactionOlderThan(reader.pid(), PreflightRun.LONG);
      assertThat(run(database, "old-snapshot", concurrent))
          .singleElement()
          .extracting(Finding::severity)
          .as("a query comes to its end, and nobody waits behind the build")
          .isEqualTo(Severity.NOTE);
    }
    assertThat(run(database, "old-snapshot", concurrent)).isEmpty();
  }

  @Test
  void aConcurrentBuildWaitsForWritersOfItsTable(TestDatabase database) throws Exception {
    String concurrent = "create index concurrently on orders (total)";
    try (LockHolder writer = LockHolder.hold(database, "orders", "ROW EXCLUSIVE")) {
      database.await().transactionOlderThan(writer.pid(), PreflightRun.LONG);

      PreflightResult result = PreflightRun.of(database, concurrent).result();

      assertThat(result.verdict()).isEqualTo(Verdict.HOLD);
      assertThat(of(result, "blocker")).hasSize(1);
    }
  }

  @Test
  void anotherMigration(TestDatabase database) throws Exception {
    try (LockHolder flyway =
        LockHolder.in(database)
            .application("deploy-17")
            .idleAfter("select pg_advisory_xact_lock((18028::bigint << 32) + 4711)")) {
      PreflightResult result = PreflightRun.of(database, "select 1").result();

      assertThat(result.verdict()).isEqualTo(Verdict.HOLD);
      assertThat(of(result, "other-migration"))
          .singleElement()
          .satisfies(
              finding ->
                  assertThat(finding.message())
                      .contains("deploy-17")
                      .contains("pid " + flyway.pid())
                      .contains("in a transaction of"));
    }
    assertThat(run(database, "other-migration", "select 1")).isEmpty();
    try (LockHolder other =
        LockHolder.in(database).idleAfter("select pg_advisory_xact_lock(4711)")) {
      assertThat(run(database, "other-migration", "select 1")).as("another key").isEmpty();
    }
  }

  // ---------------------------------------------------------------- the database

  @Test
  @AllowInvalidIndexes
  void invalidIndexes(TestDatabase database) throws Exception {
    assertThat(run(database, "invalid-index", ADD_COLUMN)).isEmpty();
    database.execute(
        "insert into orders select g, 1 from generate_series(1, 2) g; create table other (a int)");
    assertThatThrownBy(
            () ->
                database.execute("create unique index concurrently orders_total on orders (total)"))
        .isInstanceOf(SQLException.class);

    assertThat(run(database, "invalid-index", ADD_COLUMN))
        .singleElement()
        .extracting(Finding::severity)
        .isEqualTo(Severity.WARNING);
    assertThat(run(database, "invalid-index", "alter table other add b int"))
        .singleElement()
        .extracting(Finding::severity)
        .isEqualTo(Severity.NOTE);
    assertThat(
            run(
                database,
                "invalid-index",
                "create index concurrently if not exists orders_total on orders (total)"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.ERROR);
              assertThat(finding.remedy())
                  .isEqualTo("DROP INDEX CONCURRENTLY public.orders_total;");
            });
  }

  @Test
  void anAutovacuumAgainstWraparoundThatIsNear(TestDatabase database) throws Exception {
    assertThat(run(database, "wraparound-near", ADD_COLUMN)).isEmpty();
    database.execute(
        "alter table orders set (autovacuum_freeze_max_age = 100000);"
            + " create procedure burn(n int) language plpgsql as $$ begin for i in 1 .. n loop"
            + " perform pg_current_xact_id(); commit; end loop; end $$");
    database.execute("call burn(96000)");

    assertThat(run(database, "wraparound-near", ADD_COLUMN))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.WARNING);
              assertThat(finding.message()).contains("public.orders").contains("of 100,000");
            });
    assertThat(run(database, "wraparound-near", "update orders set total = 0"))
        .as("a lock that does not conflict with VACUUM")
        .isEmpty();
  }

  @Test
  void timeoutsOfRoleAndDatabase(TestDatabase database) throws Exception {
    DatabaseRole role = database.createRole("deployer", "pg_read_all_stats");
    assertThat(of(PreflightRun.of(database).as(role).result(), "timeout-set-elsewhere")).isEmpty();

    database.execute(
        "alter role %s set lock_timeout = '3s'; alter database %s set"
                .formatted(role, database.name())
            + " idle_in_transaction_session_timeout = '1min'");
    assertThat(of(PreflightRun.of(database).as(role).result(), "timeout-set-elsewhere"))
        .satisfiesExactlyInAnyOrder(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.NOTE);
              assertThat(finding.message()).startsWith("role " + role + " has lock_timeout = 3s");
            },
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.WARNING);
              assertThat(finding.message()).startsWith("database " + database.name());
            });
    database.execute("alter role %s set lock_timeout = 0".formatted(role));
    assertThat(of(PreflightRun.of(database).as(role).result(), "timeout-set-elsewhere"))
        .extracting(Finding::severity)
        .containsExactly(Severity.WARNING);
  }

  @Test
  void freeConnections(TestDatabase database) throws Exception {
    DatabaseRole role = database.createRole("deployer", "pg_read_all_stats");
    assertThat(of(PreflightRun.of(database).as(role).result(), "free-connections")).isEmpty();

    database.execute("alter role %s connection limit 3".formatted(role));
    assertThat(of(PreflightRun.of(database).as(role).result(), "free-connections"))
        .singleElement()
        .extracting(Finding::severity)
        .isEqualTo(Severity.WARNING);
    database.execute("alter role %s connection limit 1".formatted(role));
    PreflightResult none = PreflightRun.of(database).as(role).result();
    assertThat(of(none, "free-connections"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("the role's limit of 1"));
    assertThat(none.verdict()).isEqualTo(Verdict.HOLD);
  }

  @Test
  void roomInTheLockTable(TestDatabase database) throws Exception {
    PreflightResult result = PreflightRun.of(database, ADD_COLUMN).result();
    assertThat(of(result, "lock-table")).isEmpty();
    assertThat(fact(result, "lock table"))
        .endsWith(
            String.format(
                Locale.ROOT,
                "of %,d in use",
                database.queryLong(
                    "select current_setting('max_locks_per_transaction')::int"
                        + " * (current_setting('max_connections')::int"
                        + " + current_setting('max_prepared_transactions')::int)")));
    Step step =
        new Step(
            0,
            new PlannedMigration("1", "test", "V1__test.sql", null, true, false, List.of()),
            new PlannedStatement(
                1, 1, ADD_COLUMN, true, PreflightRun.of(database).guard(), Set.of()),
            new SqlCommand.Other(""),
            LockForecast.fresh());
    Report report = new Report();
    for (LockTableCheck.Room room :
        List.of(
            new LockTableCheck.Room(400, 0),
            new LockTableCheck.Room(600, 200),
            new LockTableCheck.Room(1_000, 300),
            new LockTableCheck.Room(10_000, 300))) {
      LockTableCheck.judge(List.of(step), 500, room, report);
    }

    assertThat(report.findings())
        .extracting(Finding::severity)
        .containsExactly(Severity.ERROR, Severity.HOLD, Severity.WARNING);
  }
}
