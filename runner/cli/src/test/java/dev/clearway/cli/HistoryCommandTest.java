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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Runs that really waited, in files and in the table of runs. */
@PostgresTest
class HistoryCommandTest {

  private static final Pattern SAMPLE =
      Pattern.compile("```\\R\\$ clearway history\\R(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  private Map<String, String> environment = Map.of();

  /** The report is in the way until the first run gives up; then it is gone. */
  @BeforeEach
  void runs(TestDatabase database) throws Exception {
    environment = CommandRun.environment(database);
    script("V1__orders.sql", "create table orders (id int primary key);");
    assertThat(run("migrate").exitCode()).isZero();
    script("V2__note.sql", "alter table orders add column note text;");
    try (LockHolder holder =
        LockHolder.in(database).application("nightly_report").hold("orders", "ACCESS SHARE")) {
      assertThat(holder.pid()).isPositive();
      assertThat(run("migrate", "--blocker-patience", "1200ms").exitCode()).isEqualTo(4);
    }
    assertThat(run("migrate").exitCode()).isZero();
  }

  private void script(String name, String sql) throws IOException {
    Files.createDirectories(directory.resolve("sql"));
    Files.writeString(directory.resolve("sql").resolve(name), sql);
  }

  private CommandRun run(String... args) {
    return CommandRun.of(directory, environment, args);
  }

  private void forgetFiles() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(".clearway"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void assertIsKnown(CommandRun history) throws Exception {
    assertThat(history.exitCode()).as(history.err()).isZero();
    assertThat(history.err()).isEmpty();
    JsonNode json = history.json();
    assertThat(SchemaTest.problems(SchemaTest.schema("history-1.json"), json, "$")).isEmpty();
    assertThat(json.at("/total/runs").asInt()).isEqualTo(3);
    assertThat(json.at("/total/waiting").asInt()).isEqualTo(1);
    assertThat(json.at("/gaveUp").asInt()).isEqualTo(1);
    JsonNode migration = json.at("/migrations/0");
    assertThat(json.get("migrations").size()).isEqualTo(1);
    assertThat(migration.get("script").asString()).isEqualTo("V2__note.sql");
    assertThat(migration.get("verdict").asString()).isEqualTo("flaky-lock");
    assertThat(migration.get("runs").asInt()).isEqualTo(2);
    assertThat(migration.at("/suspect/application").asString()).isEqualTo("nightly_report");
    assertThat(migration.at("/waitedMs").asLong()).isGreaterThanOrEqualTo(1_000);
    assertThat(json.at("/inTheWay/0/relations/0").asString()).isEqualTo("public.orders");
    assertThat(json.at("/tables/0/relation").asString()).isEqualTo("public.orders");
    assertThat(json.get("hours").size()).isEqualTo(24);
    assertThat(json.get("weeks").size()).isBetween(1, 2);
  }

  @Test
  void filesAndTheTableSayTheSameAndCountOnce() throws Exception {
    assertIsKnown(run("history", "--format", "json"));

    Map<String, String> withDatabase = environment;
    environment = Map.of();
    assertIsKnown(run("history", "--format", "json"));

    environment = withDatabase;
    forgetFiles();
    assertIsKnown(run("history", "--format", "json"));

    environment = Map.of();
    assertThat(run("history").out()).startsWith("No run with anything to do is recorded.");
  }

  @Test
  void theDocsShowWhatIsPrinted() throws Exception {
    Files.createDirectories(directory.resolve(".clearway"));
    Path page = Path.of(System.getProperty("clearway.root"), "docs", "history.md");
    String docs = Files.readString(page);
    Matcher owners = Pattern.compile("```owners\\R(.*?)```", Pattern.DOTALL).matcher(docs);
    assertThat(owners.find()).isTrue();
    Files.writeString(directory.resolve(".clearway/owners"), owners.group(1));

    CommandRun history = run("history");

    assertThat(history.out().lines()).allMatch(line -> line.length() <= 80, "fits 80 columns");
    Matcher sample = SAMPLE.matcher(docs);
    assertThat(sample.find()).isTrue();
    assertThat(comparable(history.out())).isEqualTo(comparable(sample.group(1)));
  }

  /** Without what differs from run to run. */
  private static String comparable(String text) {
    return text.replaceAll("\\(\\w+\\)(?=[\\s.])", "(role)")
        .replaceAll(" of \\w+,", " of shop,")
        .replaceAll("[▁▂▃▄▅▆▇█]+", "BARS")
        .replaceAll("[\\d.,]+ (ms|s|min|h|d)( \\d+ (s|min|h))?\\b", "TIME")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d", "DAY")
        .replaceAll(", (rising|steady|falling)", "")
        .replaceAll("\\d+ attempts?|\\d+ lost", "#")
        .replaceAll("\\s+", " ")
        .strip();
  }

  @Test
  void thePageIsOneFileThatAsksForNothing() throws Exception {
    CommandRun history = run("history", "--format", "html", "--output", "history.html");

    assertThat(history.exitCode()).isZero();
    assertThat(history.out()).isEmpty();
    assertThat(history.err()).contains("Written to history.html");
    String page = Files.readString(directory.resolve("history.html"));
    assertThat(page)
        .startsWith("<!doctype html>")
        .contains("default-src 'none'; style-src 'sha256-")
        .contains("nightly_report")
        .contains("<td>V2__note.sql</td><td data-name=\"verdict\">flaky lock</td>")
        .contains("<h2>Waits by week")
        .doesNotContain("<script", "http:", "https:", "url(", "style=");
    if (Browser.find().isPresent()) {
      assertThat(cutOffOnAPhone(Browser.find().orElseThrow(), page)).isEmpty();
    }
  }

  /** What has to be moved sideways to be read; the page itself is to have no script. */
  private String cutOffOnAPhone(Browser browser, String page) throws IOException {
    String measuring =
        page.replaceFirst("<meta http-equiv[^>]*>", "")
            .replace(
                "</body>",
                """
                <script>
                  document.body.dataset.wide = [...document.querySelectorAll('html, .table')]
                    .filter(each => each.scrollWidth > each.clientWidth)
                    .map(each => each.ariaLabel || each.tagName).join(', ');
                </script></body>""");
    Path file = Files.writeString(directory.resolve("measuring.html"), measuring);
    String dom = browser.open(file, directory, "--window-size=360,800", "--dump-dom");
    Matcher wide = Pattern.compile("data-wide=\"([^\"]*)\"").matcher(dom);
    assertThat(wide.find()).isTrue();
    return wide.group(1);
  }

  @Test
  void onlyTheLastWeeksAndTheZoneAsAsked() throws Exception {
    assertThat(run("history", "--weeks", "1", "--format=json").json().at("/total/runs").asInt())
        .isEqualTo(3);
    assertThat(run("history", "--zone", "Europe/Berlin").out()).contains("(Europe/Berlin)");
    CommandRun wrong = run("history", "--zone", "Moon");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("Moon is no time zone");
    assertThat(run("history", "--weeks", "-1").exitCode()).isEqualTo(2);
    assertThat(run("history", "--runs", "nowhere").err()).contains("nowhere is no folder");
  }

  @Test
  void whatCannotBeReadIsSaidAndLeftOut() throws Exception {
    Path broken =
        Files.createDirectories(directory.resolve(".clearway/runs/2026-01-01T00-00-00.000Z-0000"));
    Files.write(broken.resolve("record.jsonl"), List.of("no json", "at all"));
    environment = Map.of("PGHOST", "localhost", "PGPORT", "1", "PGDATABASE", "gone");

    CommandRun history = run("history", "--format", "json");

    assertThat(history.exitCode()).isZero();
    assertThat(history.err())
        .contains("The table of runs cannot be read: ")
        .contains("No flight record, and left out: 2026-01-01T00-00-00.000Z-0000");
    assertThat(history.json().at("/total/runs").asInt()).isEqualTo(3);
    Files.writeString(directory.resolve("owners"), "nonsense\n");
    CommandRun wrong = run("history", "--owners", "owners");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("owners:1:");
  }
}
