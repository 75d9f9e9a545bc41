/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.clearway.core.lock.Victim;
import dev.clearway.core.record.FlightRecord;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.TimedEvent;
import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
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
@Timeout(300)
class StallReportTest {

  /** Milliseconds: a wait that several looks at it show. */
  private static final long TELLING = 400;

  /** By so much, and what it was late before, a machine may be late to wake a client. */
  private static final Duration NOISE = Duration.ofMillis(150);

  @TempDir Path directory;

  /** A statement of the load generator, as it has measured it. */
  private record Timing(Instant began, Duration took) {
    Instant ended() {
      return began.plus(took);
    }
  }

  /**
   * Sends one short statement after the other, each in a transaction of its own, and times them.
   */
  private static final class Client extends Thread {
    private final Connection connection;
    private final int pid;
    private final String sql;
    private final List<Timing> times = new ArrayList<>();
    private final CountDownLatch warm = new CountDownLatch(100);
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
          Instant began = Instant.now();
          long from = System.nanoTime();
          statement.execute();
          Duration took = Duration.ofNanos(System.nanoTime() - from);
          times.add(new Timing(began, took));
          warm.countDown();
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    Duration longest(Predicate<Timing> which) {
      return times.stream()
          .filter(which)
          .map(Timing::took)
          .reduce(Duration.ZERO, StallReportTest::longer);
    }

    Timing worst(Instant from, Instant to) {
      return times.stream()
          .filter(timing -> timing.ended().isAfter(from) && timing.began().isBefore(to))
          .max(Comparator.comparing(Timing::took))
          .orElseThrow();
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
    Map<String, String> environment =
        withMore(
            CommandRun.environment(database),
            "FLYWAY_BASELINE_ON_MIGRATE",
            "true",
            "FLYWAY_BASELINE_VERSION",
            "0");
    // the time to give up in is for attempts, not for what a cold JVM loads before its first one
    Path warm = Files.writeString(scripts.resolve("R__warm.sql"), "alter table orders add w int;");
    assertThat(CommandRun.of(directory, environment, "migrate").exitCode()).isZero();
    Files.delete(warm);
    Files.writeString(
        scripts.resolve("V1__total.sql"),
        "do $$ begin execute concat('alter table orders ', 'add column total bigint'); end $$;");
    DatabaseRole role = database.createRole("app_ro");
    database.execute("grant select on orders to " + role.name());
    List<Client> clients = new ArrayList<>();
    CommandRun run;
    Instant quiet;
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

      for (Client client : clients) {
        client.warm.await();
      }
      quiet = Instant.now();
      // on a slow machine the first attempts take all the time there is, and nobody waits for long
      int seconds = 5;
      do {
        run =
            CommandRun.of(
                directory,
                environment,
                "migrate",
                "--ignore-migration-patterns=*:missing",
                "--format=json",
                "--retry-for=" + seconds + "s",
                "--blocker-patience=" + seconds + "s",
                "--max-backoff=60ms",
                "--lock-timeout=1s",
                "--stall-budget=3s");
        seconds *= 2;
      } while (seconds < 60 && run.json().at("/felt/longestWaitMs").asLong() < TELLING);
      for (Client client : clients) {
        client.end();
      }
    }

    assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
    assertThat(run.json().at("/failure/message").asString()).contains("within retryFor");
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
    theFiguresAreTrue(report, record, clients, quiet);
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
    List<JsonNode> roots =
        report
            .at("/rootCause/tree")
            .valueStream()
            // comes when it likes, and yields
            .filter(root -> !root.get("kind").asString().equals("autovacuum"))
            .toList();
    // the oldest first; a client that was at work when we came is one too, for a moment
    assertThat(roots).hasSizeGreaterThanOrEqualTo(2);
    assertThat(roots.subList(2, roots.size()))
        .allMatch(root -> root.get("text").asString().matches("(?s)(web|worker|batch) .*"));
    assertThat(roots.subList(0, 2))
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

  /**
   * The waits that the load generator measured are those that the record has, for each client: as
   * long as the record says, and longer by no more than the time from the last look at it to its
   * end, and by what a statement takes that waits for nobody.
   */
  private static void theFiguresAreTrue(
      JsonNode report, FlightRecord record, List<Client> clients, Instant quiet) {
    List<Tried> attempts = Tried.of(record);
    Duration noise =
        clients.stream()
            .map(client -> client.longest(timing -> timing.ended().isBefore(quiet)))
            .reduce(Duration.ZERO, StallReportTest::longer)
            .plus(NOISE);
    Map<String, Duration> longest = new HashMap<>();
    Set<Integer> pids = new HashSet<>();
    for (Tried attempt : attempts) {
      attempt.waits().keySet().forEach(pids::add);
    }
    assertThat(pids)
        .containsExactlyInAnyOrderElementsOf(clients.stream().map(client -> client.pid).toList());
    assertThat(report.at("/impact/sessions").asInt()).isEqualTo(clients.size());

    for (Client client : clients) {
      Timing worst = client.worst(attempts.get(0).from(), attempts.get(attempts.size() - 1).to());
      Tried attempt =
          attempts.stream().max(Comparator.comparing(each -> each.overlap(worst))).orElseThrow();
      Seen seen = attempt.waits().get(client.pid);
      assertThat(seen).as("%s, %s", client, worst).isNotNull();
      assertThat(seen.waited()).isLessThanOrEqualTo(worst.took().plusMillis(5));
      Duration sinceTheLastLook = Duration.between(seen.at(), attempt.to());
      assertThat(worst.took())
          .as("%s: seen waiting for %s, %s before the end", client, seen.waited(), sinceTheLastLook)
          .isLessThanOrEqualTo(seen.waited().plus(sinceTheLastLook).plus(noise));
      // and the looks are close enough to say something
      assertThat(seen.waited().multipliedBy(2)).isGreaterThan(worst.took());
      for (Tried each : attempts) {
        if (each.waits().containsKey(client.pid)) {
          Duration waited = each.waits().get(client.pid).waited();
          longest.merge(client.getName(), waited, StallReportTest::longer);
        }
      }
    }
    report
        .at("/impact/applications")
        .forEach(
            share -> {
              String name = share.get("name").asString().replaceFirst(" \\(.*", "");
              assertThat(share.get("longestWaitMs").asLong())
                  .isEqualTo(longest.get(name).toMillis());
              assertThat(share.get("sessions").asLong())
                  .isEqualTo(clients.stream().filter(c -> c.getName().equals(name)).count());
            });
    assertThat(report.at("/impact/longestWaitMs").asLong())
        .isEqualTo(longest.values().stream().max(Comparator.naturalOrder()).get().toMillis());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** How long a session was seen waiting at most, and when that was. */
  private record Seen(Instant at, Duration waited) {}

  /** An attempt as the record has it, with the longest waits of its victims. */
  private record Tried(Instant from, Instant to, Map<Integer, Seen> waits) {

    static List<Tried> of(FlightRecord record) {
      List<Tried> attempts = new ArrayList<>();
      Instant from = Instant.EPOCH;
      Map<Integer, Seen> waits = new HashMap<>();
      for (TimedEvent timed : record.events()) {
        if (timed.event() instanceof RunEvent.AttemptStarted) {
          from = timed.at();
          waits = new HashMap<>();
        } else if (timed.event() instanceof RunEvent.Sampled sampled) {
          for (Victim victim : sampled.sample().victims()) {
            Seen seen = waits.get(victim.pid());
            if (seen == null || victim.waited().compareTo(seen.waited()) > 0) {
              waits.put(victim.pid(), new Seen(timed.at(), victim.waited()));
            }
          }
        } else if (timed.event() instanceof RunEvent.AttemptFinished) {
          attempts.add(new Tried(from, timed.at(), waits));
        }
      }
      return attempts;
    }

    Duration overlap(Timing timing) {
      Instant begin = timing.began().isAfter(from) ? timing.began() : from;
      Instant end = timing.ended().isBefore(to) ? timing.ended() : to;
      return Duration.between(begin, end);
    }
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
}
