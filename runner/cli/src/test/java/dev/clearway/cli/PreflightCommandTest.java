/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.FaultProxy;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import dev.clearway.testkit.TransactionPooler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;

@PostgresTest
class PreflightCommandTest {

  @TempDir Path directory;

  private Map<String, String> environment = Map.of();

  @BeforeEach
  void orders(TestDatabase database) throws Exception {
    environment = CommandRun.environment(database);
    script("V1__orders.sql", "create table orders (id int primary key, total int);");
  }

  private void script(String name, String sql) throws IOException {
    Files.createDirectories(directory.resolve("sql"));
    Files.writeString(directory.resolve("sql").resolve(name), sql);
  }

  private CommandRun run(String... args) {
    return CommandRun.of(directory, environment, args);
  }

  private CommandRun preflight(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "preflight";
    all[1] = "--sample-for";
    all[2] = "0";
    System.arraycopy(args, 0, all, 3, args.length);
    return run(all);
  }

  private static List<String> findings(CommandRun run, String severity) {
    return run.json()
        .get("findings")
        .valueStream()
        .filter(finding -> finding.get("severity").asString().equals(severity))
        .map(finding -> finding.get("rule").asString())
        .toList();
  }

  @Test
  void isClearWhereNothingIsInTheWayAndWritesNothing(TestDatabase database) throws Exception {
    CommandRun run = preflight("--format", "json");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    JsonNode json = run.json();
    assertThat(json.get("verdict").asString()).isEqualTo("CLEAR");
    assertThat(json.get("outcome").asString()).isEqualTo("done");
    assertThat(json.at("/migrations/0/script").asString()).isEqualTo("V1__orders.sql");
    assertThat(json.get("locks").size()).isZero();
    assertThat(database.queryString("select to_regclass('flyway_schema_history')::text")).isNull();
  }

  @Test
  void holdsWhileSomebodyIsInTheWay(TestDatabase database) throws Exception {
    run("migrate");
    script("V2__note.sql", "alter table orders add column note text;");
    try (LockHolder reader =
        LockHolder.in(database).application("nightly_report").hold("orders", "ACCESS SHARE")) {
      database.await().transactionOlderThan(reader.pid(), Duration.ofSeconds(1));

      CommandRun run = preflight();
      assertThat(run.exitCode()).isEqualTo(4);
      assertThat(run.out())
          .startsWith("HOLD")
          .contains("V2 pending")
          .contains("public.orders")
          .contains("nightly_report")
          .contains("AccessShareLock")
          .contains("pg_terminate_backend(" + reader.pid() + ")");
      assertThat(run.out().lines()).allMatch(line -> line.length() <= 80, "fits 80 columns");

      JsonNode json = preflight("--format", "json").json();
      assertThat(json.get("outcome").asString()).isEqualTo("contention");
      JsonNode blocker = json.at("/blockers/0");
      assertThat(blocker.get("pid").asInt()).isEqualTo(reader.pid());
      assertThat(blocker.get("relation").asString()).isEqualTo("public.orders");
      JsonNode lock = json.at("/locks/0");
      assertThat(lock.get("relation").asString()).isEqualTo("public.orders");
      assertThat(lock.get("mode").asString()).isEqualTo("AccessExclusiveLock");
      assertThat(lock.get("strong").asBoolean()).isTrue();
      assertThat(lock.get("rewrite").asBoolean()).isFalse();
    }
    assertThat(preflight().exitCode()).isZero();
  }

  @Test
  void whatIsMissingOrCannotBeParsedIsShownWithItsPlace() throws Exception {
    script("V2__bad.sql", "-- a comment\nalter table no_such_table add column a int;\n");
    script("V3__worse.sql", "select 1;\n  alter table orders\n    ad column x int;\nselect 2;\n");

    CommandRun run = preflight("--format", "json");

    assertThat(run.exitCode()).as(run.out()).isEqualTo(3);
    JsonNode json = run.json();
    assertThat(json.get("verdict").asString()).isEqualTo("NO-GO");
    assertThat(json.get("outcome").asString()).isEqualTo("no-go");
    JsonNode missing = json.at("/findings/0");
    assertThat(missing.get("rule").asString()).isEqualTo("missing-relation");
    assertThat(missing.get("script").asString()).isEqualTo("V2__bad.sql");
    assertThat(missing.get("line").asInt()).isEqualTo(2);
    assertThat(missing.get("message").asString())
        .isEqualTo("no_such_table does not exist, and no pending migration creates it");
    JsonNode broken = json.at("/findings/1");
    assertThat(broken.get("rule").asString()).isEqualTo("not-parsed");
    assertThat(broken.get("script").asString()).isEqualTo("V3__worse.sql");
    assertThat(broken.get("line").asInt()).isEqualTo(3);
    assertThat(broken.get("message").asString()).contains("V3__worse.sql:3:");
    assertThat(preflight().out()).startsWith("NO-GO").contains("V3__worse.sql:3:");
  }

  @Test
  void readsOnlyAlsoWhereNothingElseIsAllowed(TestDatabase database) throws Exception {
    run("migrate");
    script("V2__note.sql", "alter table orders add column note text;");
    DatabaseRole reader = database.createRole("reader");
    database.execute(
        "grant select on all tables in schema public to %s; alter role %s set"
                .formatted(reader, reader)
            + " default_transaction_read_only = on");
    Map<String, String> asReader = new HashMap<>(environment);
    asReader.put("FLYWAY_USER", reader.name());
    asReader.put("FLYWAY_PASSWORD", reader.password());
    long written = database.queryLong("select pg_current_xact_id()::text::bigint");

    CommandRun run =
        CommandRun.of(directory, asReader, "preflight", "--sample-for", "0", "--format", "json");

    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(findings(run, "error")).contains("permission");
    assertThat(findings(run, "warning")).contains("hidden-sessions").doesNotContain("not-checked");
    assertThat(run.out()).doesNotContain(reader.password());
    // whoever writes takes a transaction id; the query itself takes one
    assertThat(database.queryLong("select pg_current_xact_id()::text::bigint"))
        .isEqualTo(written + 1);
  }

  @Test
  void aLostConnectionIsExitSeven(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.before(database.server())) {
      Map<String, String> throughProxy = new HashMap<>(environment);
      throughProxy.put("FLYWAY_URL", proxy.jdbcUrl(database));
      for (String statement :
          List.of("server_version_num", "rds_superuser", "pg_db_role_setting")) {
        proxy.on(sql -> sql.contains(statement), FaultProxy.Fault.CUT_REQUEST);

        CommandRun run =
            CommandRun.of(
                directory, throughProxy, "preflight", "--sample-for", "0", "--format", "json");

        assertThat(run.exitCode()).as(statement + run.out() + run.err()).isEqualTo(7);
        assertThat(run.json().get("outcome").asString()).isEqualTo("unreachable");
        assertThat(run.json().get("verdict").isNull()).isTrue();
      }
    }
  }

  @Test
  void whatFlywayWouldRefuseIsNoGo(TestDatabase database) throws Exception {
    script("V3__third.sql", "create table third (a int);");
    run("migrate");
    script("V2__late.sql", "create table late (a int);");
    script("V3__third.sql", "create table third (a int, b int);");

    CommandRun run = preflight("--format", "json");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(findings(run, "error"))
        .containsExactlyInAnyOrder("out-of-order", "checksum-mismatch");

    script("V3__third.sql", "create table third (a int);");
    CommandRun outOfOrder = preflight("--out-of-order", "--format", "json");
    assertThat(outOfOrder.exitCode()).isZero();
    assertThat(findings(outOfOrder, "note")).containsExactly("out-of-order");

    database.execute("update flyway_schema_history set success = false where version = '3'");
    assertThat(findings(preflight("--out-of-order", "--format", "json"), "error"))
        .contains("failed-migration");
    assertThat(
            findings(
                preflight("--out-of-order", "--validate-on-migrate", "false", "--format", "json"),
                "error"))
        .containsExactly("failed-migration");
  }

  @Test
  void whatRunsBeforeIsRespected(TestDatabase database) throws Exception {
    database.execute("create schema shop; create table shop.items (a int)");
    script("V2__items.sql", "alter table ${name} add column b int;");
    script("R__view.sql", "create or replace view v as select 1 as one;");
    script("beforeInfo.sql", "create table written_by_a_callback (a int);");

    CommandRun run =
        preflight("--schemas", "shop", "--placeholders", "name=items", "--format", "json");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.json().at("/locks/0/relation").asString()).isEqualTo("shop.items");
    assertThat(run.json().get("migrations").size()).isEqualTo(3);
    assertThat(database.queryString("select to_regclass('written_by_a_callback')::text")).isNull();
  }

  @Test
  void aBadDirectiveIsNoGoAndAnIgnoredFindingIsNot() throws Exception {
    script("V2__bad.sql", "-- clearway: lockTimout=2s\nselect 1;");
    assertThat(findings(preflight("--format", "json"), "error")).containsExactly("directive");

    script(
        "V2__bad.sql",
        "-- clearway: ignore=missing-relation reason=\"made by hand\"\n"
            + "alter table by_hand add column a int;");
    CommandRun ignored = preflight("--format", "json");
    assertThat(ignored.exitCode()).isZero();
    assertThat(findings(ignored, "note")).containsExactly("missing-relation");
  }

  @Test
  void aPoolerInTransactionModeIsNoGo(TestDatabase database) throws Exception {
    try (TransactionPooler pooler =
        TransactionPooler.before(database, TransactionPooler.Mode.LAST_USED, 2)) {
      Map<String, String> pooled = new HashMap<>(environment);
      pooled.put("FLYWAY_URL", pooler.jdbcUrl(database));

      CommandRun run =
          CommandRun.of(directory, pooled, "preflight", "--sample-for", "0", "--format", "json");

      assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
      assertThat(findings(run, "error")).containsExactly("transaction-pooler");
    }
  }

  @Test
  void aReplicaIsLookedAtWithTheSameRole(TestDatabase database) {
    CommandRun run =
        preflight("--replica-url", "jdbc:postgresql://localhost:1/x", "--format", "json");
    assertThat(run.exitCode()).isZero();
    assertThat(findings(run, "warning")).containsExactly("replica");

    CommandRun itself = preflight("--replica-url", database.jdbcUrl(), "--format", "json");
    assertThat(itself.exitCode()).isEqualTo(3);
    assertThat(findings(itself, "error")).as("it is no replica").containsExactly("replica");
    assertThat(preflight("--replica-url", "mysql://x").exitCode()).isEqualTo(2);
  }

  @Test
  void otherFormatsNameTheFileAndTheLine() throws Exception {
    script("V2__bad.sql", "-- a comment\nalter table no_such_table add column a int;\n");

    CommandRun github = preflight("--format", "github");
    assertThat(github.exitCode()).isEqualTo(3);
    assertThat(github.out().lines())
        .anyMatch(
            line ->
                line.startsWith(
                    "::error file=sql/V2__bad.sql,line=2,title=clearway missing-relation::"
                        + "no_such_table does not exist"))
        .anyMatch(line -> line.startsWith("::notice title=clearway preflight::NO-GO: "));

    CommandRun junit = preflight("--format", "junit");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(junit.out().getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getDocumentElement().getAttribute("tests")).isEqualTo("3");
    assertThat(document.getDocumentElement().getAttribute("failures")).isEqualTo("1");
    Element failure = (Element) document.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("type")).isEqualTo("missing-relation");
    assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("V2__bad.sql");
  }
}
