/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.SettingSource;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunResult;
import dev.clearway.testkit.AllowInvalidIndexes;
import dev.clearway.testkit.LeakCheck;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Concurrent commands that are cut off in their middle, by an interrupt or a lost session. */
class CutOffTest extends WithMigrations {

  private final List<RunEvent> events = new CopyOnWriteArrayList<>();

  @BeforeEach
  void aTable(TestDatabase database) throws Exception {
    migrations.with("V1__orders.sql", "create table orders (id int primary key, customer int);");
    migrations.flyway().migrate();
    database.execute("create table elsewhere (id int)");
  }

  private GuardedFlyway run() {
    GuardSettings settings =
        SettingsResolver.resolve(List.of(SettingSource.keys("test", Map.of()))).guard();
    return new GuardedFlyway(migrations.configuration(), settings, events::add);
  }

  private static List<String> indexes(TestDatabase database) throws Exception {
    return database.queryStrings(
        "select c.relname || case when i.indisvalid then '' else ' invalid' end"
            + " from pg_index i join pg_class c on c.oid = i.indexrelid"
            + " where i.indrelid = 'orders'::regclass and not i.indisprimary order by 1");
  }

  /** An open transaction that a concurrent build on {@code orders} has to wait for. */
  private static Connection transaction(TestDatabase database, String sql) throws Exception {
    Connection connection = database.connect("nightly");
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return connection;
  }

  private static void awaitBuild(TestDatabase database) throws Exception {
    database
        .await()
        .isTrue(
            "select exists (select from pg_stat_progress_create_index p"
                + " where p.datname = current_database() and phase like 'waiting%')");
  }

  @Test
  void anInterruptedBuildIsCancelledAndItsIndexRemoved(TestDatabase database) throws Exception {
    migrations.with("V2__idx.sql", "create index concurrently a_idx on orders (customer);");
    // an old snapshot on another table: the build waits for it at its end, and for nothing else
    try (Connection reader =
        transaction(
            database,
            "set transaction isolation level repeatable read; select count(*) from elsewhere")) {
      GuardedFlyway run = run();
      CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(run::migrate);
      awaitBuild(database);
      while (events.stream().noneMatch(RunEvent.BuildProgress.class::isInstance)) {
        assertThat(result).isNotDone();
        database.queryLong("select 1");
      }
      long asked = System.nanoTime();
      run.interrupt();
      RunResult interrupted = result.get(30, TimeUnit.SECONDS);
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - asked)).isLessThan(10);
      assertThat(interrupted.outcome()).isEqualTo(RunOutcome.INTERRUPTED);
      assertThat(indexes(database)).isEmpty();
      reader.rollback();
    }
    assertThat(events)
        .filteredOn(RunEvent.SnapshotsAwaited.class::isInstance)
        .extracting(event -> ((RunEvent.SnapshotsAwaited) event).snapshots().get(0).application())
        .containsExactly("nightly");
    assertThat(events)
        .filteredOn(RunEvent.BuildProgress.class::isInstance)
        .extracting(event -> ((RunEvent.BuildProgress) event).phase())
        .contains("waiting for old snapshots");
    assertThat(run().migrate().outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(indexes(database)).containsExactly("a_idx");
    LeakCheck.of(database).assertClean();
  }

  @Test
  @AllowInvalidIndexes
  void whatCannotBeRemovedInTimeIsNamed(TestDatabase database) throws Exception {
    migrations.with("V2__idx.sql", "create index concurrently a_idx on orders (customer);");
    // a writer of the table itself: it keeps the index from being dropped as well
    try (Connection writer = transaction(database, "insert into orders values (1, 1)")) {
      GuardedFlyway run = run();
      CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(run::migrate);
      awaitBuild(database);
      run.interrupt();
      RunResult interrupted = result.get(30, TimeUnit.SECONDS);
      assertThat(interrupted.outcome()).isEqualTo(RunOutcome.CLEANUP);
      assertThat(interrupted.failure()).isNotNull();
      assertThat(interrupted.failure().message()).contains("public.a_idx");
      assertThat(interrupted.failure().next()).contains("drop index concurrently");
      assertThat(interrupted.migrations().get(0).outcome())
          .isEqualTo(MigrationOutcome.PARTLY_APPLIED);
      assertThat(indexes(database)).containsExactly("a_idx invalid");
      writer.rollback();
    }
    assertThat(run().migrate().outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(indexes(database)).containsExactly("a_idx");
    LeakCheck.of(database).assertClean();
  }

  @Test
  void aLostSessionIsReplacedAndTheBuildDoneOnce(TestDatabase database) throws Exception {
    migrations.with("V2__idx.sql", "create index concurrently a_idx on orders (customer);");
    CompletableFuture<RunResult> result;
    try (Connection writer = transaction(database, "insert into orders values (1, 1)")) {
      result = CompletableFuture.supplyAsync(() -> run().migrate());
      awaitBuild(database);
      database.execute(
          "select pg_terminate_backend(pid) from pg_stat_progress_create_index"
              + " where datname = current_database()");
      writer.rollback();
    }
    assertThat(result.get(60, TimeUnit.SECONDS).outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(indexes(database)).containsExactly("a_idx");
    LeakCheck.of(database).assertClean();
  }

  @Test
  void aHalfDetachedPartitionIsFinished(TestDatabase database) throws Exception {
    database.execute(
        "create table parts (id int) partition by range (id);"
            + " create table parts_1 partition of parts for values from (0) to (10)");
    migrations.with("V2__d.sql", "alter table parts detach partition parts_1 concurrently;");
    try (Connection reader = transaction(database, "select count(*) from parts")) {
      CompletableFuture<RunResult> result = CompletableFuture.supplyAsync(() -> run().migrate());
      database.await().isTrue("select exists (select from pg_inherits where inhdetachpending)");
      database.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where datname = current_database() and query like 'alter table parts detach%'");
      reader.rollback();
      assertThat(result.get(60, TimeUnit.SECONDS).outcome()).isEqualTo(RunOutcome.DONE);
    }
    assertThat(database.queryLong("select count(*) from pg_inherits")).isZero();
    LeakCheck.of(database).assertClean();
  }

  @Test
  void aServerThatOnlyReadsStopsTheRun(TestDatabase database) throws Exception {
    migrations.with("V2__note.sql", "alter table orders add column note text;");
    database.execute(
        "alter database " + database.name() + " set default_transaction_read_only = on");
    RunResult result = run().migrate();
    assertThat(result.outcome()).isEqualTo(RunOutcome.UNREACHABLE);
    assertThat(result.failure()).isNotNull();
    assertThat(result.failure().message()).contains("only reads");
    assertThat(result.failure().next()).contains("primary");
    database.execute("alter database " + database.name() + " reset default_transaction_read_only");
    assertThat(run().migrate().outcome()).isEqualTo(RunOutcome.DONE);
  }

  @Test
  void theSessionSaysWhatItIsAndWhoWaitsIsToldWhoHasTheLock(TestDatabase database)
      throws Exception {
    migrations.with("V2__idx.sql", "create index concurrently a_idx on orders (customer);");
    try (Connection writer = transaction(database, "insert into orders values (1, 1)")) {
      CompletableFuture<RunResult> first = CompletableFuture.supplyAsync(() -> run().migrate());
      awaitBuild(database);
      String name =
          database.queryString(
              "select a.application_name from pg_stat_activity a"
                  + " join pg_stat_progress_create_index p using (pid)");
      assertThat(name).startsWith("clearway V2 ").contains(":" + ProcessHandle.current().pid());

      events.clear();
      CompletableFuture<RunResult> second = CompletableFuture.supplyAsync(() -> run().migrate());
      while (events.stream()
          .noneMatch(
              e ->
                  e instanceof RunEvent.Notice notice
                      && notice.text().contains("application clearway V2 ")
                      && notice.text().contains("create index concurrently"))) {
        assertThat(second).isNotDone();
        database.queryLong("select 1");
      }
      writer.rollback();
      assertThat(first.get(60, TimeUnit.SECONDS).outcome()).isEqualTo(RunOutcome.DONE);
      assertThat(second.get(60, TimeUnit.SECONDS).outcome()).isEqualTo(RunOutcome.DONE);
    }
    LeakCheck.of(database).assertClean();
  }
}
