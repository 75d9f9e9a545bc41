/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@PostgresTest
class RepairCommandTest {

  private static final String LEDGER = "flyway_schema_history_clearway";

  @TempDir Path directory;

  private Map<String, String> environment = Map.of();

  @BeforeEach
  void aTable(TestDatabase database) throws IOException {
    environment = CommandRun.environment(database);
    script(
        "V1__t.sql",
        "create table t (id int, what text); create table log (what text);"
            + " create procedure twice() language plpgsql as"
            + " $$ begin insert into log values ('a'); commit; insert into log values ('b'); end $$;");
    assertThat(run("migrate").exitCode()).isZero();
  }

  private void script(String name, String sql) throws IOException {
    Files.createDirectories(directory.resolve("sql"));
    Files.writeString(directory.resolve("sql").resolve(name), sql);
  }

  private CommandRun run(String... args) {
    return CommandRun.of(directory, environment, args);
  }

  @Test
  void withNothingToRepairItSaysSo() {
    assertThat(run("repair").exitCode()).isZero();
    assertThat(run("repair").out()).startsWith("Nothing to repair");
    JsonNode json = run("repair", "--format", "json").json();
    assertThat(json.at("/outcome").asString()).isEqualTo("done");
    assertThat(json.at("/steps")).isEmpty();
  }

  @Test
  void aScriptThatHadToChangeGoesOnWithWhatIsDone(TestDatabase database) throws Exception {
    script(
        "V2__x.sql",
        "create index concurrently t_idx on t (id); create index concurrently u_idx on t (nothing);");
    CommandRun failed = run("migrate");
    assertThat(failed.exitCode()).isEqualTo(5);
    assertThat(failed.err()).contains("1 of 2 statements").contains("clearway repair");
    assertThat(run("info").out()).contains("Failed, 1 of 2 done");
    assertThat(run("info", "--format", "json").json().at("/migrations/1/statementsDone").asInt())
        .isEqualTo(1);
    CommandRun preflight = run("preflight", "--sample-for", "0");
    assertThat(preflight.out()).contains("1 of 2 statements are done").doesNotContain("failed-mig");

    script(
        "V2__x.sql",
        "create index concurrently t_idx on t (id); create index concurrently u_idx on t (what);");
    CommandRun refused = run("migrate");
    assertThat(refused.exitCode()).isEqualTo(6);
    assertThat(refused.err())
        .contains("statement 2 (pending)")
        .contains("u_idx on t (nothing)")
        .contains("u_idx on t (what)")
        .contains("clearway repair");

    assertThat(run("preflight", "--sample-for", "0").out()).contains("changed-halfway");

    CommandRun dry = run("repair", "--dry-run");
    assertThat(dry.exitCode()).isZero();
    assertThat(dry.out()).contains("remove the failed row").contains("go on with the script");
    assertThat(run("migrate").exitCode()).isEqualTo(6);

    CommandRun repair = run("repair", "--format", "json");
    assertThat(repair.exitCode()).isZero();
    assertThat(repair.json().at("/applied").asBoolean()).isTrue();
    assertThat(repair.json().at("/steps").valueStream().map(s -> s.at("/kind").asString()))
        .containsExactlyInAnyOrder("remove-failed-row", "take-over");
    assertThat(run("migrate").exitCode()).isZero();
    assertThat(database.queryLong("select count(*) from pg_index where indrelid = 't'::regclass"))
        .isEqualTo(2);
    assertThat(run("repair").out()).startsWith("Nothing to repair");
  }

  @Test
  void aScriptThatIsGoneIsForgotten(TestDatabase database) throws Exception {
    script("V2__x.sql", "vacuum t; create index concurrently u_idx on t (nothing);");
    environment = new java.util.HashMap<>(environment);
    assertThat(run("migrate", "--mixed").exitCode()).isEqualTo(5);
    Files.delete(directory.resolve("sql/V2__x.sql"));
    assertThat(run("repair").out()).contains("forget in the ledger");
    assertThat(database.queryLong("select count(*) from " + LEDGER)).isZero();
    assertThat(run("migrate").exitCode()).isZero();
  }

  @Test
  void aStatementInDoubtNeedsAWord(TestDatabase database) throws Exception {
    script("V2__x.sql", "call twice(); vacuum nothing;");
    assertThat(run("migrate", "--mixed").exitCode()).isEqualTo(5);
    database.execute(
        "update "
            + LEDGER
            + " set state = 'begun' where ordinal = 1;"
            + " delete from flyway_schema_history where not success; create table nothing ()");

    CommandRun doubt = run("migrate", "--mixed");
    assertThat(doubt.exitCode()).as(doubt.err()).isEqualTo(6);
    assertThat(doubt.err()).contains("twice()").contains("--in-doubt");

    CommandRun undecided = run("repair");
    assertThat(undecided.exitCode()).isEqualTo(6);
    assertThat(undecided.out()).contains("V2__x.sql:1").contains("call twice()");

    assertThat(run("repair", "--in-doubt", "done").exitCode()).isZero();
    assertThat(run("migrate", "--mixed").exitCode()).isZero();
    assertThat(database.queryLong("select count(*) from log")).isEqualTo(2);
  }

  @Test
  void anInvalidIndexOfOursIsDropped(TestDatabase database) throws Exception {
    script("V2__x.sql", "create index concurrently t_idx on t (id); vacuum nothing;");
    assertThat(run("migrate", "--mixed").exitCode()).isEqualTo(5);
    database.execute(
        "update "
            + LEDGER
            + " set state = 'begun' where ordinal = 1;"
            + " update pg_index set indisvalid = false where indexrelid = 't_idx'::regclass");

    CommandRun repair = run("repair", "--yes");
    assertThat(repair.exitCode()).isZero();
    assertThat(repair.out()).contains("the invalid index public.t_idx");
    assertThat(database.queryString("select to_regclass('t_idx')")).isNull();
    database.execute("create table nothing ()");
    assertThat(run("migrate", "--mixed").exitCode()).isZero();
    assertThat(database.queryString("select to_regclass('t_idx')")).isEqualTo("t_idx");
  }
}
