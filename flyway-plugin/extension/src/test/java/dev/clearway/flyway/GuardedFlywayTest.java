/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.SettingSource;
import dev.clearway.core.config.Settings;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.MigrationRecord;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.record.RunResult;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.TestDatabase;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run as the command line and the build plugins run it. */
class GuardedFlywayTest extends WithMigrations {

  @BeforeEach
  void aTable(TestDatabase database) {
    migrations.with("V1__orders.sql", "create table orders (id int primary key);");
    migrations.flyway().migrate();
  }

  private static GuardSettings settings(Map<String, String> values) {
    return SettingsResolver.resolve(List.of(SettingSource.keys("test", values))).guard();
  }

  private GuardedFlyway run(Map<String, String> settings) {
    return new GuardedFlyway(migrations.configuration(), settings(settings), RunListener.NONE);
  }

  private static long applied(TestDatabase database, String version) throws Exception {
    return database.queryLong(
        "select count(*) from flyway_schema_history where success and version = ?", version);
  }

  private static List<AttemptOutcome> outcomes(MigrationRecord record) {
    return record.attempts().stream().map(Attempt::outcome).toList();
  }

  @Test
  void theBeanHasOneTextForEachSetting() {
    assertThat(
            Arrays.stream(ClearwayConfigurationExtension.class.getDeclaredFields())
                .filter(field -> field.getType() == String.class)
                .map(Field::getName))
        .containsExactlyInAnyOrderElementsOf(
            Settings.EVERY.stream().map(setting -> setting.key()).toList());
    ClearwayConfigurationExtension bean = new ClearwayConfigurationExtension();
    bean.setLockTimeout("300ms");
    assertThat(bean.copy().getLockTimeout()).isEqualTo("300ms");
  }

  @Test
  void aLostConnectionIsSurvivedAndTheWorkDoneOnce(TestDatabase database) throws Exception {
    migrations.with(
        "V2__slow.sql", "alter table orders add column note text; select pg_sleep(60);");
    GuardedFlyway run = run(Map.of("statementTimeout", "2m"));
    CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(run::migrate);
    database
        .await()
        .isTrue(
            "select exists (select from pg_stat_activity where datname = current_database()"
                + " and state = 'active' and query like '%pg_sleep(60)%'"
                + " and pid <> pg_backend_pid())");
    migrations.with("V2__slow.sql", "alter table orders add column note text;");

    database.queryLong(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            + " where datname = current_database() and query like '%pg_sleep(60)%'"
            + " and pid <> pg_backend_pid()");

    RunResult done = result.get();
    assertThat(done.outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(outcomes(done.migrations().get(0)))
        .containsExactly(AttemptOutcome.LOST, AttemptOutcome.DONE);
    assertThat(applied(database, "2")).isEqualTo(1);
  }

  @Test
  void aMigrationThatEndsItsSessionEachTimeIsGivenUp(TestDatabase database) throws Exception {
    migrations.with("V2__crash.sql", "select pg_terminate_backend(pg_backend_pid());");

    RunResult result = run(Map.of("maxBackoff", "100ms")).migrate();

    assertThat(result.outcome()).isEqualTo(RunOutcome.UNREACHABLE);
    assertThat(outcomes(result.migrations().get(0)))
        .containsExactly(AttemptOutcome.LOST, AttemptOutcome.LOST, AttemptOutcome.LOST);
    assertThat(applied(database, "2")).isZero();
  }

  @Test
  void onlyTheCallbacksOfMigrateAreRun(TestDatabase database) throws Exception {
    database.execute("create table heard (what text)");
    for (String event : List.of("beforeInfo", "afterInfo", "beforeMigrate", "afterMigrate")) {
      migrations.with(event + ".sql", "insert into heard values ('" + event + "');");
    }
    migrations.with("V2__note.sql", "alter table orders add column note text;");

    assertThat(run(Map.of()).migrate().outcome()).isEqualTo(RunOutcome.DONE);

    assertThat(database.queryStrings("select what from heard"))
        .containsExactly("beforeMigrate", "afterMigrate");
  }

  @Test
  void anInterruptEndsAWaitAndAStatement(TestDatabase database) throws Exception {
    migrations.with("V2__note.sql", "alter table orders add column note text;");
    GuardedFlyway waiting = run(Map.of());
    try (LockHolder reader = LockHolder.hold(database, "orders", "ACCESS SHARE")) {
      CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(waiting::migrate);
      database
          .await()
          .isTrue(
              "select exists (select from pg_stat_activity where datname = current_database()"
                  + " and application_name = 'clearway watch' and query like '%pg_locks%')");
      waiting.interrupt();
      assertThat(result.get().outcome()).isEqualTo(RunOutcome.INTERRUPTED);
    }
    assertThat(applied(database, "2")).isZero();

    migrations.with("V3__sleep.sql", "select pg_sleep(60);");
    GuardedFlyway sleeping = run(Map.of("statementTimeout", "2m"));
    CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(sleeping::migrate);
    database
        .await()
        .isTrue(
            "select exists (select from pg_stat_activity where datname = current_database()"
                + " and state = 'active' and query like '%pg_sleep(60)%'"
                + " and pid <> pg_backend_pid())");
    sleeping.interrupt();
    RunResult interrupted = result.get();
    assertThat(interrupted.outcome()).isEqualTo(RunOutcome.INTERRUPTED);
    assertThat(interrupted.migrations())
        .extracting(MigrationRecord::outcome)
        .containsExactly(MigrationOutcome.APPLIED, MigrationOutcome.PENDING);
  }

  /** What became of a transaction that is rolled back is known: nobody has to wait for a look. */
  @Test
  void whoStopsARunDoesNotWaitForMoreConnections(TestDatabase database) throws Exception {
    migrations.with("V2__note.sql", "alter table orders add column note text;");
    migrations.with("V3__sleep.sql", "select pg_sleep(60);");
    migrations.with("V4__never.sql", "select 1;");
    DataSource plain = migrations.configuration().getDataSource();
    AtomicInteger opened = new AtomicInteger();
    DataSource counting =
        (DataSource)
            Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  opened.incrementAndGet();
                  return method.invoke(plain, arguments);
                });
    GuardedFlyway run =
        new GuardedFlyway(
            migrations.configuration().dataSource(counting),
            settings(
                Map.of("statementTimeout", "2m", "recordTable", "false", "recordFolder", "off")),
            RunListener.NONE);
    CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(run::migrate);
    database
        .await()
        .isTrue(
            "select count(*) = 2 from pg_stat_activity where datname = current_database()"
                + " and (application_name = 'clearway watch' and query like '%pg_locks%'"
                + " or state = 'active' and query like '%pg_sleep(60)%')"
                + " and pid <> pg_backend_pid()");
    int before = opened.get();

    run.interrupt();

    RunResult interrupted = result.get();
    assertThat(opened).hasValue(before);
    assertThat(interrupted.outcome()).isEqualTo(RunOutcome.INTERRUPTED);
    assertThat(interrupted.migrations())
        .extracting(MigrationRecord::outcome)
        .containsExactly(
            MigrationOutcome.APPLIED, MigrationOutcome.PENDING, MigrationOutcome.PENDING);
    assertThat(interrupted.failure()).isNotNull();
    assertThat(interrupted.failure().script()).isEqualTo("V3__sleep.sql");
    assertThat(applied(database, "2")).isEqualTo(1);
    assertThat(applied(database, "3")).isZero();
  }

  @Test
  void javaMigrationsHaveAttemptsToo(TestDatabase database) throws Exception {
    RunResult result =
        new GuardedFlyway(
                migrations.configuration().javaMigrations(new FlywayMatrixTest.V3__Java()),
                settings(Map.of()),
                RunListener.NONE)
            .migrate();

    assertThat(result.outcome()).isEqualTo(RunOutcome.DONE);
    MigrationRecord java = result.migrations().get(0);
    assertThat(java.name().version()).isEqualTo("3");
    assertThat(outcomes(java)).containsExactly(AttemptOutcome.DONE);
  }

  @Test
  void javaMigrationsOutsideATransactionAreWatched(TestDatabase database) throws Exception {
    List<String> notices = new CopyOnWriteArrayList<>();
    GuardedFlyway run =
        new GuardedFlyway(
            migrations.configuration().javaMigrations(new FlywayMatrixTest.V3__Outside()),
            settings(Map.of("stallBudget", "300ms", "lockTimeout", "100ms")),
            event -> {
              if (event instanceof RunEvent.Notice notice) {
                notices.add(notice.unit() + ": " + notice.text());
              }
            });
    try (LockHolder reader = LockHolder.hold(database, "orders", "ACCESS SHARE")) {
      CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(run::migrate);
      database.await().lockWanted("orders", "ACCESS EXCLUSIVE");
      database.queryLong("select count(*) from orders");

      RunResult failed = result.get();
      // Flyway's failed row is left: only the code itself can say what it has committed.
      assertThat(failed.outcome()).isEqualTo(RunOutcome.CLEANUP);
      Attempt attempt = failed.migrations().get(0).attempts().get(0);
      assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.FAILED);
      assertThat(attempt.victims()).isEqualTo(1);
      assertThat(attempt.blockers()).extracting(Blocker::pid).containsExactly(reader.pid());
      assertThat(failed.felt().longestWait()).isPositive();
    }
    assertThat(notices)
        .singleElement()
        .asString()
        .contains("V3__Outside: Its statement was cancelled, because 1 session had to wait");
  }

  @Test
  void aFailureOutsideATransactionIsRecordedAndGoesOnLater(TestDatabase database) throws Exception {
    migrations.with(
        "V2__half.sql",
        "create index concurrently a_idx on orders (id); create index concurrently b_idx on nothing (id);");

    RunResult result = run(Map.of()).migrate();

    assertThat(result.outcome()).isEqualTo(RunOutcome.FAILED);
    assertThat(result.migrations().get(0).outcome()).isEqualTo(MigrationOutcome.PARTLY_APPLIED);
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().sqlState()).isEqualTo("42P01");
    assertThat(result.failure().state()).contains("1 of 2 statements");
    assertThat(result.failure().next()).contains("statement 2");

    database.execute("create table nothing (id int)");
    RunResult again = run(Map.of()).migrate();
    assertThat(again.outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(outcomes(again.migrations().get(0))).containsExactly(AttemptOutcome.DONE);
    assertThat(applied(database, "2")).isEqualTo(1);
  }
}
