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
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verdicts that docs/preflight.md shows are what the command prints, but for names, numbers and
 * where lines end.
 */
@PostgresTest
class PreflightDocsTest {

  private static final Pattern BLOCK =
      Pattern.compile("```\\R\\$ clearway preflight[^\\n]*\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  private Map<String, String> environment = Map.of();

  @BeforeEach
  void shop(TestDatabase database) throws Exception {
    environment = CommandRun.environment(database);
    script("V19__shop.sql", "select 1;");
    database.execute(
        "create table customers (id bigint primary key);"
            + " create table orders (id bigint primary key, customer_id bigint, filler text)"
            + " with (autovacuum_enabled = off);"
            + " alter table orders alter filler set storage plain;"
            + " insert into orders select g, g, repeat('x', 2000) from generate_series(1, 20000) g;"
            + " analyze orders");
    CommandRun.of(directory, environment, "migrate", "--baseline-on-migrate");
  }

  private void script(String name, String sql) throws IOException {
    Files.createDirectories(directory.resolve("sql"));
    Files.writeString(directory.resolve("sql").resolve(name), sql);
  }

  private CommandRun preflight(String... more) {
    String[] all = new String[more.length + 3];
    all[0] = "preflight";
    all[1] = "--sample-for";
    all[2] = "0";
    System.arraycopy(more, 0, all, 3, more.length);
    return CommandRun.of(directory, environment, all);
  }

  @Test
  void clear() throws Exception {
    script("V20__orders_note.sql", "alter table orders add column note text;\n");

    assertIsInDocs("CLEAR", 0, preflight());
  }

  @Test
  void hold(TestDatabase database) throws Exception {
    script("V20__orders_note.sql", "alter table orders add column note text;\n");
    script(
        "V21__orders_customer_id_idx.sql",
        "create index concurrently orders_customer_id_idx on orders (customer_id);\n");
    try (LockHolder report =
        LockHolder.in(database)
            .application("nightly_report")
            .idleAfter("select count(*) from orders")) {
      database.await().transactionOlderThan(report.pid(), Duration.ofSeconds(1));

      assertIsInDocs("HOLD", 4, preflight());
    }
  }

  @Test
  void noGo() throws Exception {
    script(
        "V20__orders_customer_fk.sql",
        "alter table orders alter column customer_id type int;\n\n"
            + "alter table order_lines add column note text;\n");

    assertIsInDocs("NO-GO", 3, preflight("--lock-timeout", "50ms", "--stall-budget", "100ms"));
  }

  private static void assertIsInDocs(String verdict, int exitCode, CommandRun run)
      throws IOException {
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
    Path page = Path.of(System.getProperty("clearway.root"), "docs", "preflight.md");
    Matcher block = BLOCK.matcher(Files.readString(page));
    String shown = "";
    while (block.find()) {
      shown = block.group(1).startsWith(verdict) ? block.group(1) : shown;
    }
    assertThat(comparable(shown)).as(run.out()).isEqualTo(comparable(run.out()));
  }

  /** Without what differs from run to run. */
  private static String comparable(String text) {
    return text.replaceAll("\\S+ on \\S+:\\d+", "DATABASE")
        .replaceAll(" from 127\\.0\\.0\\.1", "")
        .replaceAll("\\s+", " ")
        .replaceAll("[\\d.,]+ (ms|s|min|h|d)( \\d+ (s|min|h))?\\b", "TIME")
        .replaceAll("[\\d.,]+ ([kMGT]?B)\\b", "SIZE")
        .replaceAll("\\d[\\d.,]*", "#")
        .strip();
  }
}
