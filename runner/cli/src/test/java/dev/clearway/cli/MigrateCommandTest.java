/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@PostgresTest
class MigrateCommandTest {

  @TempDir Path directory;

  private Map<String, String> environment = Map.of();

  @BeforeEach
  void twoMigrations(TestDatabase database) throws IOException {
    environment = CommandRun.environment(database);
    script("V1__orders.sql", "create table orders (id int primary key);");
    script("V2__note.sql", "alter table orders add column note text;");
  }

  private void script(String name, String sql) throws IOException {
    Files.createDirectories(directory.resolve("sql"));
    Files.writeString(directory.resolve("sql").resolve(name), sql);
  }

  private CommandRun run(String... args) {
    return CommandRun.of(directory, environment, args);
  }

  private static long column(TestDatabase database, String column) throws Exception {
    return database.queryLong(
        "select count(*) from pg_attribute where attrelid = to_regclass('orders')"
            + " and attname = ? and not attisdropped",
        column);
  }

  @Test
  void appliesAndSaysSoInOneJsonObject(TestDatabase database) throws Exception {
    CommandRun run = run("migrate", "--format", "json");

    assertThat(run.exitCode()).isZero();
    JsonNode json = run.json();
    assertThat(json.get("schemaVersion").asInt()).isEqualTo(1);
    assertThat(json.get("command").asString()).isEqualTo("migrate");
    assertThat(json.get("outcome").asString()).isEqualTo("done");
    assertThat(json.get("exitCode").asInt()).isZero();
    assertThat(json.get("database").get("name").asString()).isEqualTo(database.name());
    JsonNode second = json.get("migrations").get(1);
    assertThat(second.get("version").asString()).isEqualTo("2");
    assertThat(second.get("description").asString()).isEqualTo("note");
    assertThat(second.get("script").asString()).isEqualTo("V2__note.sql");
    assertThat(second.get("outcome").asString()).isEqualTo("applied");
    JsonNode attempt = second.get("attempts").get(0);
    assertThat(attempt.get("number").asInt()).isEqualTo(1);
    assertThat(attempt.get("outcome").asString()).isEqualTo("done");
    assertThat(attempt.get("sqlState").isNull()).isTrue();
    assertThat(json.get("felt").get("victims").asInt()).isZero();
    assertThat(column(database, "note")).isEqualTo(1);
  }

  @Test
  void callbacksAreLookedForFromTheWorkingDirectory(TestDatabase database) throws Exception {
    Files.writeString(
        Files.createDirectory(directory.resolve("callbacks")).resolve("afterMigrate.sql"),
        "alter table orders add column called int;");

    assertThat(run("migrate", "--callback-locations", "filesystem:callbacks").exitCode()).isZero();
    assertThat(column(database, "called")).isEqualTo(1);

    CommandRun missing = run("migrate", "--callback-locations", "filesystem:nowhere");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("there is no directory nowhere");
  }

  @Test
  void aSecondRunHasNothingToDo() {
    run("migrate");

    CommandRun again = run("migrate", "--format", "json");

    assertThat(again.exitCode()).isZero();
    assertThat(again.json().get("migrations").size()).isZero();
  }

  @Test
  void givesUpOnContentionAndLeavesNothing(TestDatabase database) throws Exception {
    run("migrate", "--target", "1");
    try (LockHolder reader =
        LockHolder.in(database).application("nightly_report").hold("orders", "ACCESS SHARE")) {
      CommandRun run = run("migrate", "--blocker-patience", "300ms", "--format", "json");

      assertThat(run.exitCode()).isEqualTo(4);
      JsonNode json = run.json();
      assertThat(json.get("outcome").asString()).isEqualTo("contention");
      JsonNode migration = json.get("migrations").get(0);
      assertThat(migration.get("outcome").asString()).isEqualTo("contended");
      JsonNode waiting = migration.get("attempts").get(0);
      assertThat(waiting.get("outcome").asString()).isEqualTo("contended");
      assertThat(waiting.get("blockers").get(0).get("application").asString())
          .isEqualTo("nightly_report");
      assertThat(column(database, "note")).isZero();

      CommandRun text = run("migrate", "--blocker-patience", "300ms");
      assertThat(text.exitCode()).isEqualTo(4);
      assertThat(text.err())
          .contains("public.orders")
          .contains("nightly_report")
          .contains("AccessShareLock")
          .contains("--blocker-application nightly_report")
          .containsOnlyOnce("In the way: nightly_report")
          .containsOnlyOnce("pg_terminate_backend(")
          .containsOnlyOnce("Nothing of V2__note.sql is left behind");
    }
    assertThat(run("migrate").exitCode()).isZero();
    assertThat(column(database, "note")).isEqualTo(1);
  }

  @Test
  void anSqlErrorNamesTheLineAndKeepsWhatWasAppliedBefore(TestDatabase database) throws Exception {
    script(
        "V3__bad.sql",
        "-- a comment\nalter table orders add column a int;\n\n-- why\nselect nonsense;");

    CommandRun run = run("migrate", "--format", "json");

    assertThat(run.exitCode()).isEqualTo(5);
    JsonNode failure = run.json().get("failure");
    assertThat(failure.get("script").asString()).isEqualTo("V3__bad.sql");
    assertThat(failure.get("line").asInt()).isEqualTo(5);
    assertThat(failure.get("statement").asString()).isEqualTo("select nonsense");
    assertThat(failure.get("sqlState").asString()).isEqualTo("42703");
    assertThat(failure.get("position").asInt()).isEqualTo(8);
    assertThat(run.json().get("migrations").get(1).get("outcome").asString()).isEqualTo("applied");
    assertThat(run.json().get("migrations").get(2).get("outcome").asString()).isEqualTo("failed");
    assertThat(column(database, "note")).isEqualTo(1);
    assertThat(column(database, "a")).isZero();
  }

  @Test
  void anUnknownDirectiveStopsEverythingBeforeItRuns(TestDatabase database) throws Exception {
    script("V3__later.sql", "-- clearway: lockTimout=2s\nalter table orders add column a int;");

    CommandRun run = run("migrate");

    assertThat(run.exitCode()).isEqualTo(7);
    assertThat(run.err()).contains("V3__later.sql:1").contains("lockTimeout");
    assertThat(database.queryString("select to_regclass('orders')::text")).isNull();
  }

  @Test
  void aDirectiveThatWeakensTheGuardNeedsAReason(TestDatabase database) throws Exception {
    script("V3__later.sql", "-- clearway: stallBudget=5s\nalter table orders add column a int;");
    assertThat(run("migrate").exitCode()).isEqualTo(7);

    script(
        "V3__later.sql",
        "-- clearway: stallBudget=5s reason=\"nobody uses it at night\"\n"
            + "alter table orders add column a int;");
    assertThat(run("migrate").exitCode()).isZero();
    assertThat(column(database, "a")).isEqualTo(1);
  }

  @Test
  void aTargetThatIsNoVersionIsWrongUsage() {
    CommandRun run = run("migrate", "--target", "abc");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("flag --target: ").contains("abc");
    assertThat(run("migrate", "--target", "9?").exitCode()).isZero();
  }

  @Test
  void aConcurrentIndexNeedsNoSetting(TestDatabase database) throws Exception {
    script("V3__index.sql", "create index concurrently orders_note_idx on orders (note);");

    assertThat(run("migrate").exitCode()).isZero();

    assertThat(
            database.queryLong(
                "select count(*) from pg_index where indexrelid = to_regclass('orders_note_idx')"
                    + " and indisvalid"))
        .isEqualTo(1);
  }

  @Test
  void wrongUsageExecutesNothing(TestDatabase database) throws Exception {
    assertThat(run("migrate", "--lock-timeot", "1s").exitCode()).isEqualTo(2);
    assertThat(run("migrate", "--lock-timeot", "1s").err()).contains("--lock-timeout");
    assertThat(run("migrate", "--lock-timeout", "soon").exitCode()).isEqualTo(2);
    assertThat(run("migrate", "--lock-timeout", "40s").err())
        .contains("lockTimeout")
        .contains("statementTimeout");
    assertThat(run("migrate", "--on-blocker", "terminate").exitCode()).isEqualTo(2);
    assertThat(run("migrate", "--format", "yaml").exitCode()).isEqualTo(2);
    assertThat(run("nonsense").exitCode()).isEqualTo(2);
    assertThat(database.queryString("select to_regclass('flyway_schema_history')::text")).isNull();
  }

  @Test
  void aPasswordOnTheCommandLineIsRefusedAndNotRepeated() {
    CommandRun run = run("migrate", "--password=hunter2");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out() + run.err()).doesNotContain("hunter2").contains("--password-file");
  }

  @Test
  void badSettingsInTheEnvironmentAndFilesSayWhere() throws Exception {
    Map<String, String> withBadVariable = new HashMap<>(environment);
    withBadVariable.put("CLEARWAY_STALL_BUDGET", "much");
    CommandRun variable = CommandRun.of(directory, withBadVariable, "migrate");
    assertThat(variable.exitCode()).isEqualTo(7);
    assertThat(variable.err()).contains("CLEARWAY_STALL_BUDGET");

    CommandRun file = run("migrate", "--password-file", "no-such-file");
    assertThat(file.exitCode()).isEqualTo(2);
    assertThat(file.err()).contains("no-such-file");

    Files.writeString(directory.resolve("flyway.conf"), "flyway.clearway.lockTimout=1s\n");
    CommandRun conf = run("migrate");
    assertThat(conf.exitCode()).isEqualTo(7);
    assertThat(conf.err()).contains("flyway.conf").contains("lockTimout");
  }

  @Test
  void aServerThatIsNotThereIsExitSevenInJsonToo(TestDatabase database) {
    Map<String, String> elsewhere = new HashMap<>(environment);
    elsewhere.put("FLYWAY_URL", "jdbc:postgresql://localhost:1/shop?password=hunter2");
    CommandRun refused = CommandRun.of(directory, elsewhere, "migrate", "--format", "json");
    assertThat(refused.exitCode()).isEqualTo(7);
    assertThat(refused.json().get("outcome").asString()).isEqualTo("unreachable");
    assertThat(refused.out() + refused.err()).doesNotContain("hunter2");

    elsewhere.put("FLYWAY_URL", database.jdbcUrl().replace(database.name(), "no_such_database"));
    CommandRun unknown = CommandRun.of(directory, elsewhere, "migrate");
    assertThat(unknown.exitCode()).isEqualTo(7);
    assertThat(unknown.err()).contains("no_such_database");
  }

  @Test
  void progressIsPlainLinesOnStandardError() {
    CommandRun run = run("migrate");

    assertThat(run.err()).contains("V2").doesNotContain("\u001b");
    assertThat(run.out()).contains("Done: 2 migrations").contains("What the application felt");
  }

  @Test
  void infoAndConfigTellWithoutChangingAnything(TestDatabase database) throws Exception {
    CommandRun info = run("info", "--format", "json");
    assertThat(info.exitCode()).isZero();
    assertThat(info.json().get("migrations").size()).isEqualTo(2);
    assertThat(database.queryString("select to_regclass('flyway_schema_history')::text")).isNull();

    CommandRun config = run("config", "--retry-for", "3m");
    assertThat(config.exitCode()).isZero();
    assertThat(config.out()).containsPattern("retryFor\\s+3m\\s+flag --retry-for");
  }
}
