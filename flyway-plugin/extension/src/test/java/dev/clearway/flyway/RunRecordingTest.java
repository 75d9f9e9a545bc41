/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.config.ResolvedSettings;
import dev.clearway.core.config.SettingSource;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.FlightRecord;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunResult;
import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run leaves a flight record and a row, under a host and under plain Flyway. */
@PostgresTest
@Timeout(120)
class RunRecordingTest {

  private static final String RUNS = "flyway_schema_history_clearway_runs";

  @TempDir Path scripts;
  @TempDir Path folder;

  private final List<RunEvent> events = new CopyOnWriteArrayList<>();
  private Migrations migrations;

  @BeforeEach
  void aTable(TestDatabase database) throws Exception {
    database.execute("create table orders (id int primary key)");
    migrations =
        new Migrations(scripts, database)
            .set("flyway.baselineOnMigrate", "true")
            .set("flyway.baselineVersion", "0")
            .with("V1__note.sql", "alter table orders add column note text;");
  }

  private ResolvedSettings settings(String... more) {
    Map<String, String> values = new HashMap<>(Map.of("recordFolder", folder.toString()));
    for (String setting : more) {
      values.put(setting.split("=", 2)[0], setting.split("=", 2)[1]);
    }
    return SettingsResolver.resolve(List.of(SettingSource.keys("test", values)));
  }

  private RunResult run(ResolvedSettings settings) {
    GuardedFlyway run =
        new GuardedFlyway(migrations.configuration(), settings, Path.of(""), events::add);
    RunResult result = run.migrate();
    Path own = folder.resolve(run.run());
    assertThat(run.folder()).isEqualTo(Files.exists(own) ? own : null);
    return result;
  }

  private FlightRecord record() throws IOException {
    List<Path> runs = FlightRecord.runs(folder);
    assertThat(runs).hasSize(1);
    return FlightRecord.read(runs.get(0));
  }

  private static String row(TestDatabase database) throws Exception {
    return database.queryString(
        "select concat_ws(' ', outcome, victims, finished_at >= started_at, summary ->"
            + " 'migrations' -> 0 ->> 'script', summary -> 'migrations' -> 0 ->> 'outcome',"
            + " summary -> 'migrations' -> 0 -> 'blockers' -> 0 ->> 'application') from "
            + RUNS);
  }

  @Test
  void aHostsRunIsRecorded(TestDatabase database) throws Exception {
    RunResult result = run(settings());

    assertThat(result.outcome()).isEqualTo(RunOutcome.DONE);
    FlightRecord record = record();
    assertThat(record.whole()).isTrue();
    assertThat(record.result().orElseThrow().outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(record.started().database().name()).isEqualTo(database.name());
    assertThat(record.of(RunEvent.RunConfigured.class).get(0).settings())
        .anySatisfy(
            fact -> {
              assertThat(fact.key()).isEqualTo("recordFolder");
              assertThat(fact.origin()).isEqualTo("test recordFolder");
            });
    assertThat(record.of(RunEvent.ServerAsked.class).get(0).facts())
        .containsKeys("server_version", "deadlock_timeout", "role");
    assertThat(record.of(RunEvent.StatementFinished.class))
        .extracting(RunEvent.StatementFinished::statement)
        .containsExactly("alter table orders add column note text");
    assertThat(row(database)).isEqualTo("done 0 t V1__note.sql applied");

    assertThat(run(settings()).outcome()).isEqualTo(RunOutcome.DONE);

    assertThat(database.queryLong("select count(*) from " + RUNS)).isEqualTo(1);
    assertThat(FlightRecord.runs(folder)).hasSize(1);
  }

  @Test
  void whoWasInTheWayIsInTheRecordAndInTheRow(TestDatabase database) throws Exception {
    try (LockHolder holder =
        LockHolder.in(database).application("nightly").hold("orders", "ACCESS SHARE")) {
      database.await().transactionOlderThan(holder.pid(), Duration.ofMillis(100));

      RunResult result = run(settings("blockerPatience=300ms"));

      assertThat(result.outcome()).isEqualTo(RunOutcome.CONTENTION);
    }
    assertThat(record().of(RunEvent.ClearanceAwaited.class).get(0).blockers())
        .extracting(blocker -> blocker.application())
        .containsExactly("nightly");
    assertThat(row(database)).isEqualTo("contention 0 t V1__note.sql contended nightly");
  }

  @Test
  void plainFlywayIsRecorded(TestDatabase database) throws Exception {
    migrations.set("flyway.clearway.recordFolder", folder.toString()).flyway().migrate();

    FlightRecord record = record();
    assertThat(record.result().orElseThrow().outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(record.started().database().name()).isEqualTo(database.name());
    assertThat(row(database)).isEqualTo("done 0 t V1__note.sql applied");

    migrations.flyway().info();
    migrations.flyway().migrate();

    assertThat(FlightRecord.runs(folder)).hasSize(1);
  }

  @Test
  void switchedOffThereIsNeither(TestDatabase database) throws Exception {
    run(settings("recordFolder=off", "recordTable=false"));

    assertThat(folder).isEmptyDirectory();
    assertThat(database.queryString("select to_regclass('" + RUNS + "')::text")).isNull();
  }

  @Test
  void aRoleThatMayMakeNoTableGetsOneNotice(TestDatabase database) throws Exception {
    migrations.flyway().migrate();
    database.execute("drop table " + RUNS);
    migrations.with("V2__more.sql", "select 1;");
    DatabaseRole role = database.createRole("deployer");
    database.execute(
        "revoke create on schema public from public; grant all on all tables in schema public to "
            + role.name());

    GuardedFlyway run =
        new GuardedFlyway(
            migrations.configuration().dataSource(database.dataSource(role)),
            settings(),
            Path.of(""),
            events::add);

    assertThat(run.migrate().outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(events.stream().filter(RunEvent.Notice.class::isInstance))
        .singleElement()
        .satisfies(notice -> assertThat(((RunEvent.Notice) notice).text()).contains("42501"));
    assertThat(record().of(RunEvent.Notice.class)).hasSize(1);
  }

  @Test
  void aTableThatSomebodyLocksDoesNotHoldTheRunUp(TestDatabase database) throws Exception {
    migrations.flyway().migrate();
    migrations.with("V2__more.sql", "select 1;");
    try (LockHolder holder = LockHolder.hold(database, RUNS, "ACCESS EXCLUSIVE")) {
      assertThat(run(settings()).outcome()).isEqualTo(RunOutcome.DONE);
      assertThat(holder.pid()).isPositive();
    }
    assertThat(record().of(RunEvent.Notice.class))
        .singleElement()
        .satisfies(notice -> assertThat(notice.text()).contains("55P03"));
    assertThat(Files.exists(folder)).isTrue();
  }
}
