/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.alert.LocalServer;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets and personal data are planted wherever they occur in life; none of them may be in
 * anything that we print, write or send: not on a stream, not in a file, a table, a report or an
 * alert. Except in the one file that is asked for by name.
 */
@PostgresTest
@Timeout(120)
class PrivacyTest {

  private static final String NAME = "Erika Mustermann";
  private static final String MAIL = "erika@example.com";
  private static final String CARD = "4111111111111111";
  private static final String SECRET = "hunter2-Zq";
  private static final List<String> PLANTED =
      List.of(NAME, "Mustermann", MAIL, CARD, SECRET, "planted-password");

  @TempDir Path directory;

  private Path scripts;
  private Map<String, String> environment;
  private final List<String> shown = new ArrayList<>();
  private LocalServer server;

  @BeforeEach
  void customers(TestDatabase database) throws Exception {
    database.execute(
        "create table customers (id int primary key, email text unique, card text);"
            + "insert into customers values (1, '"
            + MAIL
            + "', '"
            + CARD
            + "')");
    scripts = Files.createDirectories(directory.resolve("sql"));
    environment = new HashMap<>(CommandRun.environment(database));
    environment.put("FLYWAY_BASELINE_ON_MIGRATE", "true");
    environment.put("FLYWAY_BASELINE_VERSION", "0");
    server = new LocalServer();
    environment.put("CLEARWAY_ALERT_ON", "blocked,budget,gave-up,failed,interrupted,done");
    environment.put("CLEARWAY_ALERT_BLOCKED_AFTER", "100ms");
    environment.put("CLEARWAY_SLACK_WEBHOOK", server.url("/slack"));
    environment.put("CLEARWAY_WEBHOOK", server.url("/webhook"));
    environment.put("CLEARWAY_WEBHOOK_SECRET", SECRET);
    environment.put("CLEARWAY_SENTRY_DSN", "http://public@localhost:" + server.port() + "/42");
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", server.url(""));
    environment.put("GITHUB_STEP_SUMMARY", directory.resolve("summary.md").toString());
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  private CommandRun run(String... args) {
    CommandRun run = CommandRun.of(directory, environment, args);
    shown.add(run.out());
    shown.add(run.err());
    return run;
  }

  private void nothingLeaks(TestDatabase database) throws Exception {
    for (String format : List.of("markdown", "html", "json")) {
      run("report", "--last", "--format=" + format);
    }
    run("report", "--issues=csv");
    run("history");
    run("history", "--format=html");
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(scripts) && !file.startsWith(sensitive()))
              .toList()) {
        shown.add(Files.readString(file));
      }
    }
    assertThat(directory.resolve(".clearway/runs")).isNotEmptyDirectory();
    assertThat(directory.resolve("summary.md")).isNotEmptyFile();
    Set<String> told = new HashSet<>();
    for (LocalServer.Received alert : server.rest()) {
      told.add(alert.path());
      shown.add(alert.headers() + text(alert));
    }
    assertThat(told).contains("/slack", "/webhook", "/v1/traces", "/v1/metrics");
    assertThat(told).anyMatch(path -> path.startsWith("/api/42/"));
    for (String table :
        database.queryStrings(
            "select c.oid::regclass::text from pg_class c where c.relkind = 'r'"
                + " and c.relname like 'flyway%'")) {
      shown.addAll(database.queryStrings("select t::text from " + table + " t"));
    }
    assertThat(shown).hasSizeGreaterThan(8);
    for (String planted : PLANTED) {
      assertThat(shown).noneMatch(text -> text != null && text.contains(planted), planted);
    }
  }

  private Path sensitive() {
    return directory.resolve("sensitive");
  }

  /** Of bytes that are no text only the text in them matters. */
  private static String text(LocalServer.Received alert) throws IOException {
    if (!alert.header("Content-Encoding").equals("gzip")) {
      return alert.body();
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(alert.bytes()))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aNamedSinkHasAllOfItAndNothingElseHas(TestDatabase database) throws Exception {
    environment.put("CLEARWAY_SENSITIVE_FOLDER", sensitive().toString());
    Files.writeString(scripts.resolve("V1__c.sql"), "alter table customers add column c int;");
    try (LockHolder holder =
        LockHolder.in(database)
            .application("crm")
            .idleAfter("select * from customers where email = '" + MAIL + "' /* " + NAME + " */")) {
      database.await().transactionOlderThan(holder.pid(), Duration.ofMillis(100));
      assertThat(run("migrate", "--blocker-patience=300ms").exitCode()).isEqualTo(4);
    }
    Files.writeString(
        scripts.resolve("V1__c.sql"),
        "do $$ begin raise notice 'now %', '"
            + NAME
            + "'; end $$;\nalter role current_user password '"
            + SECRET
            + "';\ninsert into customers values (2, '"
            + MAIL
            + "', '"
            + CARD
            + "');");
    assertThat(run("migrate").exitCode()).isEqualTo(5);
    assertThat(run("config").out())
        .contains("sensitiveFolder is on: queries and errors go there as they are");

    nothingLeaks(database);
    List<String> raw = new ArrayList<>();
    try (Stream<Path> files = Files.list(sensitive())) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
        raw.addAll(Files.readAllLines(file));
      }
    }
    assertThat(raw)
        .anyMatch(line -> line.contains("where email = '" + MAIL + "' /* " + NAME + " */"))
        .anyMatch(line -> line.contains("Key (email)=(" + MAIL + ") already exists."))
        .anyMatch(line -> line.contains("(2, '" + MAIL + "', '" + CARD + "')"))
        .anyMatch(line -> line.contains("\"text\":\"now " + NAME + "\""))
        .noneMatch(line -> line.contains(SECRET));
    assertThat(shown).anyMatch(text -> text.contains("data of customers go to"));
  }

  @Test
  void ofWhoIsInTheWayAndWhoWaits(TestDatabase database) throws Exception {
    Files.writeString(
        scripts.resolve("V1__c.sql"),
        "do $$ begin execute concat('alter table customers ', 'add column c int'); end $$;");
    environment.put("FLYWAY_URL", database.jdbcUrl() + "?options=-c%20clearway.x=planted-password");
    try (LockHolder holder =
            LockHolder.in(database)
                .application("crm")
                .idleAfter(
                    "select * from customers where email = '"
                        + MAIL
                        + "' or card = $q$"
                        + CARD
                        + "$q$ /* for "
                        + NAME
                        + " */");
        Connection shop = database.connect("shop")) {
      assertThat(holder.pid()).isPositive();
      database.await().transactionOlderThan(holder.pid(), Duration.ofMillis(100));
      Thread reads =
          new Thread(
              () -> {
                try (Statement statement = shop.createStatement()) {
                  while (!Thread.currentThread().isInterrupted()) {
                    statement.execute(
                        "select 1 from customers where card = '" + CARD + "' -- " + NAME);
                  }
                } catch (java.sql.SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      reads.setDaemon(true);
      reads.start();

      CommandRun run =
          run(
              "migrate",
              "--debug",
              "--format=json",
              "--retry-for=2s",
              "--blocker-patience=2s",
              "--max-backoff=50ms");
      run("migrate", "--debug", "--retry-for=1s", "--blocker-patience=1s", "--max-backoff=50ms");
      run("blockers", "--all");
      run("preflight", "--sample-for=0");
      run("config");
      reads.interrupt();
      reads.join();

      assertThat(run.exitCode()).isEqualTo(4);
      assertThat(run.out()).contains("crm").contains("select * from customers where email = $1");
    }
    nothingLeaks(database);
  }

  @Test
  void ofErrorsAndTheirDetails(TestDatabase database) throws Exception {
    String[] scriptsThatFail = {
      "insert into customers values (2, '" + MAIL + "', '" + CARD + "');",
      "insert into customers values (null, '" + NAME + "', '" + CARD + "');",
      "select '" + NAME + "'::int;",
      "do $$ begin raise exception 'customer %, card % ', '"
          + MAIL
          + "', '"
          + CARD
          + "'"
          + " using detail = '"
          + NAME
          + "', hint = '"
          + SECRET
          + "'; end $$;",
      "select 1 '" + SECRET + "';",
      "select '{\"name\": " + NAME + "}'::json;",
      "create role r_planted password '" + SECRET + "' nonsense;"
    };
    for (String sql : scriptsThatFail) {
      Files.writeString(
          scripts.resolve("V1__fails.sql"),
          "do $$ begin raise notice 'now %', '" + MAIL + "'; end $$;\n" + sql);
      CommandRun text = run("migrate", "--debug");
      assertThat(text.exitCode()).as(sql).isEqualTo(5);
      assertThat(run("migrate", "--debug", "--format=json").exitCode()).isEqualTo(5);
    }
    nothingLeaks(database);
    assertThat(shown).anyMatch(text -> text.contains("Key (email)=(***) already exists."));
  }

  @Test
  void ofScriptsOutsideATransaction(TestDatabase database) throws Exception {
    Files.writeString(
        scripts.resolve("V1__two.sql"),
        "create index concurrently i on customers (card);\ninsert into customers values (3, '"
            + NAME
            + "', '"
            + CARD
            + "');\nselect nonsense from customers;");
    environment.put("FLYWAY_MIXED", "true");

    assertThat(run("migrate", "--debug").exitCode()).isNotZero();
    run("info");
    run("repair");

    nothingLeaks(database);
  }
}
