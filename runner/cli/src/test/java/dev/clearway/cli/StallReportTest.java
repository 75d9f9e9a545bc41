/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.clearway.core.record.FlightRecord;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.TimedEvent;
import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real stall: three applications, a reader and a prepared transaction, and a migration whose
 * locks cannot be foreseen, so that it queues. It gives up, and its report says what was measured
 * elsewhere.
 */
@PostgresTest
@Timeout(180)
class StallReportTest {

  /** What the load generator's own clock may add to a wait on a busy machine. */
  private static final Duration SLACK = Duration.ofMillis(150);

  @TempDir Path directory;

  /**
   * Sends one short statement after the other, each in a transaction of its own, and times them.
   */
  private static final class Client extends Thread {
    private final Connection connection;
    private final int pid;
    private final String sql;
    private final List<Duration> times = new ArrayList<>();
    private volatile boolean stopped;

    Client(TestDatabase database, String application, String sql) throws SQLException {
      super(application);
      this.connection = database.connect(application);
      this.pid = TestDatabase.pid(connection);
      this.sql = sql;
      setDaemon(true);
    }

    @Override
    public void run() {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        while (!stopped) {
          long began = System.nanoTime();
          statement.execute();
          times.add(Duration.ofNanos(System.nanoTime() - began));
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    Duration longest() {
      return times.stream().reduce(Duration.ZERO, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    void end() throws Exception {
      stopped = true;
      join();
      connection.close();
    }
  }

  @Test
  void theReportSaysWhatTheApplicationMeasured(TestDatabase database) throws Exception {
    database.execute(
        "create table orders (id int primary key, note text);"
            + " insert into orders select i, 'x' from generate_series(1, 100) i");
    Path scripts = Files.createDirectories(directory.resolve("sql"));
    Files.writeString(
        scripts.resolve("V1__total.sql"),
        "do $$ begin execute concat('alter table orders ', 'add column total bigint'); end $$;");
    DatabaseRole role = database.createRole("app_ro");
    database.execute("grant select on orders to " + role.name());
    List<Client> clients = new ArrayList<>();
    CommandRun run;
    try (LockHolder reader =
            LockHolder.in(database)
                .application("nightly_report")
                .role(role)
                .hold("orders", "ACCESS SHARE");
        LockHolder prepared =
            LockHolder.in(database).application("payments").prepared("orders", "ROW EXCLUSIVE")) {
      assertThat(reader.pid()).isPositive();
      assertThat(prepared.pid()).isZero();
      for (int i = 0; i < 3; i++) {
        clients.add(new Client(database, "web", "select note from orders where id = " + i));
      }
      for (int i = 10; i < 12; i++) {
        clients.add(new Client(database, "worker", "update orders set note = 'y' where id = " + i));
      }
      clients.add(new Client(database, "batch", "delete from orders where id = 50"));
      clients.forEach(Thread::start);

      run =
          CommandRun.of(
              directory,
              withMore(
                  CommandRun.environment(database),
                  "FLYWAY_BASELINE_ON_MIGRATE",
                  "true",
                  "FLYWAY_BASELINE_VERSION",
                  "0"),
              "migrate",
              "--format=json",
              "--retry-for=5s",
              "--blocker-patience=5s",
              "--max-backoff=60ms",
              "--lock-timeout=1s",
              "--stall-budget=3s");
      for (Client client : clients) {
        client.end();
      }
    }

    assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
    Path page = directory.resolve(run.json().get("report").asString());
    assertThat(page).exists().hasFileName("report.html");
    assertThat(page.resolveSibling("report.md")).exists();
    FlightRecord record = FlightRecord.read(page.resolveSibling("record.jsonl"));
    JsonNode report =
        JsonMapper.builder()
            .build()
            .readTree(
                CommandRun.of(directory, Map.of(), "report", "--last", "--format=json").out());
    assertThat(SchemaTest.problems(SchemaTest.schema("report-1.json"), report, "$")).isEmpty();

    theBlockingChainIsTrue(report, role);
    theFiguresAreTrue(report, record, clients);
    issuesCanBeImported();
    theHelpOfPeopleIsAskedFor(Files.readString(page.resolveSibling("report.md")));
    String samples = System.getenv("SAMPLES_FOLDER");
    if (samples != null) {
      // asked for: this run becomes the sample of the docs, without the tests' random names
      Files.writeString(
          Path.of(samples).resolve("record.jsonl"),
          Files.readString(page.resolveSibling("record.jsonl"))
              .replaceAll("_[0-9a-f]{12}", "")
              .replace("\"name\":\"test\"", "\"name\":\"shop\"")
              .replaceAll("\"address\":\"[^\"]*\"", "\"address\":\"db1:5432\""));
    }
    thePageIsWhole(page);
  }

  private static Map<String, String> withMore(Map<String, String> map, String... more) {
    Map<String, String> all = new HashMap<>(map);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static void theBlockingChainIsTrue(JsonNode report, DatabaseRole role) {
    List<JsonNode> roots = report.at("/rootCause/tree").valueStream().toList();
    assertThat(roots)
        .anySatisfy(
            root -> {
              assertThat(root.get("kind").asString()).isEqualTo("idle-in-transaction");
              assertThat(root.get("text").asString())
                  .startsWith("nightly_report (" + role.name() + "), idle in transaction for ")
                  .contains("held AccessShareLock on public.orders");
            })
        .anySatisfy(
            root -> {
              assertThat(root.get("kind").asString()).isEqualTo("prepared-transaction");
              assertThat(root.get("text").asString())
                  .contains("held RowExclusiveLock on public.orders");
            });
    JsonNode migration = roots.get(0).at("/behind/0");
    assertThat(migration.get("text").asString())
        .isEqualTo("V1 (this run): wanted AccessExclusiveLock on public.orders");
    assertThat(migration.get("behind").valueStream().map(node -> node.get("text").asString()))
        .hasSize(3)
        .anyMatch(text -> text.startsWith("web (") && text.contains("): 3 sessions waited for"))
        .anyMatch(text -> text.startsWith("worker (") && text.contains("): 2 sessions waited for"))
        .anyMatch(text -> text.startsWith("batch (") && text.contains("): 1 session waited for"));
    assertThat(report.at("/actionItems").valueStream().map(item -> item.get("id").asString()))
        .contains("idle-in-transaction", "prepared-transaction", "opaque-code", "try-when-clear");
  }

  private static void theFiguresAreTrue(
      JsonNode report, FlightRecord record, List<Client> clients) {
    Set<Integer> pids = new HashSet<>();
    record.of(RunEvent.Sampled.class).stream()
        .flatMap(sampled -> sampled.sample().victims().stream())
        .forEach(victim -> pids.add(victim.pid()));
    assertThat(pids)
        .containsExactlyInAnyOrderElementsOf(clients.stream().map(client -> client.pid).toList());
    assertThat(report.at("/impact/sessions").asInt()).isEqualTo(clients.size());

    Duration truth =
        clients.stream()
            .map(Client::longest)
            .reduce(Duration.ZERO, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    Duration said = Duration.ofMillis(report.at("/impact/longestWaitMs").asLong());
    assertThat(said).isLessThanOrEqualTo(truth.plusMillis(5));
    assertThat(said).isGreaterThanOrEqualTo(truth.minus(interval(record)).minus(SLACK));
  }

  /** The longest time between two looks, or from the last one to the end of its attempt. */
  private static Duration interval(FlightRecord record) {
    Duration longest = Duration.ofMillis(50);
    Instant last = null;
    for (TimedEvent event : record.events()) {
      boolean sample = event.event() instanceof RunEvent.Sampled;
      if (last != null && (sample || event.event() instanceof RunEvent.AttemptFinished)) {
        Duration gap = Duration.between(last, event.at());
        longest = gap.compareTo(longest) > 0 ? gap : longest;
      }
      last = sample ? event.at() : event.event() instanceof RunEvent.AttemptFinished ? null : last;
    }
    return longest;
  }

  private void issuesCanBeImported() {
    List<JsonNode> github =
        CommandRun.of(directory, Map.of(), "report", "--issues=github")
            .out()
            .lines()
            .map(line -> JsonMapper.builder().build().readTree(line))
            .toList();
    assertThat(github).hasSizeGreaterThan(2);
    assertThat(github).allMatch(issue -> issue.at("/labels/0").asString().equals("clearway"));
    assertThat(
            CommandRun.of(
                    directory, Map.of(), "report", "--issues=jira", "--project=OPS", "--label=x")
                .json()
                .at("/issueUpdates/0/fields/project/key")
                .asString())
        .isEqualTo("OPS");
    assertThat(CommandRun.of(directory, Map.of(), "report", "--issues=jira").exitCode())
        .isEqualTo(2);
    assertThat(CommandRun.of(directory, Map.of(), "report", "--issues=gitlab").out())
        .startsWith("{\"title\":\"")
        .contains("\"labels\":\"clearway\"");
    assertThat(CommandRun.of(directory, Map.of(), "report", "--issues=csv").out())
        .startsWith("title,description,labels\r\n\"");
  }

  private static void theHelpOfPeopleIsAskedFor(String markdown) {
    assertThat(markdown.lines().filter(line -> line.startsWith("## ")))
        .containsExactly(
            "## Summary",
            "## Impact and scope",
            "## Trigger",
            "## Resolution",
            "## Timeline of events",
            "## Root cause",
            "## What went well",
            "## What did not go well",
            "## Action items",
            "## If we have time",
            "## Data and analysis");
    assertThat(markdown).contains("**To fill in:**");
  }

  private void thePageIsWhole(Path page) throws Exception {
    String html = Files.readString(page);
    assertThat(html)
        .contains("Content-Security-Policy")
        .contains("default-src 'none'")
        .doesNotContainPattern("(src|href)=\"(?!#)");
    assertThat(html.split("<canvas ", -1)).hasSize(5);
    assertThat(html.split("<details>", -1)).hasSize(5);

    assumeThat(Browser.find()).as("a Chromium").isPresent();
    Browser browser = Browser.find().orElseThrow();
    Path log = directory.resolve("net.json");
    String dom = browser.open(page, directory, "--dump-dom", "--log-net-log=" + log);
    // the page's own policy let its scripts run, and they drew all graphs
    assertThat(dom).contains("data-graphs=\"4\"");
    assertThat(requests(log)).isEmpty();
    for (int width : new int[] {390, 1280}) {
      theLayoutIsSound(browser, page, html, width);
    }
  }

  /** What the browser asked the network for because of the page, and not for itself. */
  private static List<String> requests(Path log) throws Exception {
    return JsonMapper.builder()
        .build()
        .readTree(Files.readString(log))
        .at("/events")
        .valueStream()
        .map(event -> event.at("/params/url").asString(""))
        .filter(url -> url.matches("(https?|wss?):.*"))
        .filter(url -> !url.matches("https?://[^/]*(google|gvt1|googleapis)[^/]*/.*"))
        .toList();
  }

  /** Measured in the page: nothing is wider than the window, no graph is empty. */
  private void theLayoutIsSound(Browser browser, Path page, String html, int width)
      throws Exception {
    Path shot = directory.resolve("shot-" + width + ".png");
    browser.open(page, directory, "--window-size=" + width + ",1000", "--screenshot=" + shot);
    BufferedImage image = ImageIO.read(shot.toFile());
    assertThat(image.getWidth()).isEqualTo(width);
    int background = image.getRGB(2, 2);
    // the margins are as empty as they are meant to be, and between them there is text
    assertThat(Stream.iterate(0, y -> y + 1).limit(image.getHeight()))
        .allMatch(
            y -> image.getRGB(1, y) == background && image.getRGB(width - 2, y) == background);
    assertThat(
            Stream.iterate(0, y -> y + 1)
                .limit(image.getHeight())
                .filter(y -> hasInk(image, y, background)))
        .hasSizeGreaterThan(300);

    Path measured = directory.resolve("measured.html");
    Files.writeString(
        measured,
        html.replaceFirst("<meta http-equiv[^>]*>", "")
            .replace(
                "</body>",
                """
                <script>
                  document.body.dataset.wide = document.documentElement.scrollWidth > innerWidth;
                  document.body.dataset.drawn = [...document.querySelectorAll('canvas')].filter(c =>
                    c.clientWidth > 200 && c.clientHeight > 150 && new Set(new Uint32Array(
                      c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size > 3).length;
                </script></body>"""));
    String dom =
        browser.open(measured, directory, "--window-size=" + width + ",1000", "--dump-dom");
    assertThat(dom).contains("data-wide=\"false\"").contains("data-drawn=\"4\"");
  }

  private static boolean hasInk(BufferedImage image, int y, int background) {
    for (int x = 0; x < image.getWidth(); x++) {
      if (image.getRGB(x, y) != background) {
        return true;
      }
    }
    return false;
  }
}
