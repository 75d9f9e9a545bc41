/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.alert.LocalServer;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole runs, with servers that listen to them; the recipes of docs/alerts.md are what is set. */
@PostgresTest
class AlertsTest {

  private static final Pattern EXPORT = Pattern.compile("export (\\w+)='?([^'\\n]+)'?\\n");

  @TempDir Path directory;

  private final LocalServer server = new LocalServer();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void twoMigrations(TestDatabase database) throws Exception {
    environment.putAll(CommandRun.environment(database));
    environment.put("CLEARWAY_ALERT_TIMEOUT", "5m"); // however slow this machine is
    script("V1__orders.sql", "create table orders (id int primary key);");
    CommandRun.of(directory, environment, "migrate");
    script("V2__note.sql", "alter table orders add column note text;");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void script(String name, String sql) throws Exception {
    Files.createDirectories(directory.resolve("sql"));
    Files.writeString(directory.resolve("sql").resolve(name), sql);
  }

  private CommandRun migrate(String... flags) {
    String[] args = new String[flags.length + 1];
    args[0] = "migrate";
    System.arraycopy(flags, 0, args, 1, flags.length);
    return CommandRun.of(directory, environment, args);
  }

  /** What docs/alerts.md sets below a heading, with our server in the place of the real one. */
  private void recipe(String heading) throws Exception {
    Path page = Path.of(System.getProperty("clearway.root"), "docs", "alerts.md");
    String text = Files.readString(page);
    int begin = text.indexOf("\n## " + heading + "\n");
    assertThat(begin).as("the heading " + heading).isPositive();
    int end = text.indexOf("\n## ", begin + 1);
    Matcher export = EXPORT.matcher(text.substring(begin, end));
    int found = 0;
    while (export.find()) {
      found++;
      environment.put(
          export.group(1),
          export
              .group(2)
              .replaceAll(
                  "https?://(\\w+@)?[a-z0-9.-]+(:\\d+)?", "http://$1localhost:" + server.port()));
    }
    assertThat(found).as("settings of " + heading).isPositive();
  }

  private JsonNode json(LocalServer.Received request) {
    return JsonMapper.builder().build().readTree(request.body());
  }

  @Test
  void aWebhookHearsOfTheWaitAndOfGivingUp(TestDatabase database) throws Exception {
    recipe("A webhook of your own");
    try (LockHolder holder =
        LockHolder.in(database).application("nightly_report").hold("orders", "ACCESS SHARE")) {
      CommandRun run = migrate("--blocker-patience", "500ms", "--alert-blocked-after", "100ms");
      assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
      assertThat(run.err()).doesNotContain("alerts to");

      LocalServer.Received blocked = server.take();
      assertThat(blocked.path()).isEqualTo("/clearway");
      assertThat(blocked.header("Clearway-Event")).isEqualTo("blocked");
      assertThat(blocked.header("Clearway-Signature")).startsWith("t=");
      assertThat(SchemaTest.problems(SchemaTest.schema("alert-1.json"), json(blocked), "$"))
          .isEmpty();
      assertThat(json(blocked).at("/inTheWay/0/application").asString())
          .isEqualTo("nightly_report");
      assertThat(json(blocked).at("/inTheWay/0/pid").asInt()).isEqualTo(holder.pid());
      JsonNode gaveUp = json(server.take());
      assertThat(SchemaTest.problems(SchemaTest.schema("alert-1.json"), gaveUp, "$")).isEmpty();
      assertThat(gaveUp.get("event").asString()).isEqualTo("gave-up");
      assertThat(gaveUp.get("exitCode").asInt()).isEqualTo(4);
      assertThat(gaveUp.at("/migration/version").asString()).isEqualTo("2");
    }

    environment.put("CLEARWAY_ALERT_ON", "done");
    assertThat(migrate().exitCode()).isZero();
    assertThat(json(server.take()).get("title").asString())
        .isEqualTo("Done: 1 migration on " + database.name());
    assertThat(migrate().exitCode()).isZero();
    assertThat(server.rest()).isEmpty();
  }

  @Test
  void slackGetsAMessageForEachAlert() throws Exception {
    recipe("Slack, a message for each alert");
    script("V3__bad.sql", "select nonsense from orders where id = 4111;");

    assertThat(migrate().exitCode()).isEqualTo(5);

    LocalServer.Received message = server.take();
    assertThat(message.path()).isEqualTo("/services/T000/B000/XXXX");
    assertThat(json(message).at("/blocks/0/text/text").asString()).contains("Failed at V3");
    assertThat(message.body()).doesNotContain("4111");
  }

  @Test
  void aSlackBotWritesAThread() throws Exception {
    recipe("Slack, a thread for each run");
    environment.put("CLEARWAY_SLACK_API", server.url("/api"));
    server.usually(200, "{\"ok\":true,\"ts\":\"1503435956.000247\"}");
    script("V3__bad.sql", "select nonsense;");

    assertThat(migrate().exitCode()).isEqualTo(5);

    LocalServer.Received message = server.take();
    assertThat(message.path()).isEqualTo("/api/chat.postMessage");
    assertThat(message.header("Authorization")).isEqualTo("Bearer xoxb-0000-0000-XXXX");
    assertThat(json(message).get("channel").asString()).isEqualTo("#deploys");
  }

  @Test
  void sentryGetsAnEvent() throws Exception {
    recipe("Sentry");
    script("V3__bad.sql", "select nonsense from orders where id = 4111;");

    assertThat(migrate().exitCode()).isEqualTo(5);

    LocalServer.Received envelope = server.take();
    assertThat(envelope.path()).isEqualTo("/api/42/envelope/");
    assertThat(envelope.header("X-Sentry-Auth")).contains("sentry_key=public");
    assertThat(envelope.body())
        .contains("\"environment\":\"production\"")
        .contains("Failed at V3")
        .doesNotContain("4111");
  }

  @Test
  void telemetryGoesWhereTheEnvironmentSays() throws Exception {
    recipe("OpenTelemetry");
    server.usually(200, "");

    CommandRun run = migrate();

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).doesNotContain("OpenTelemetry");
    assertThat(List.of(server.take().path(), server.take().path()))
        .containsExactlyInAnyOrder("/v1/traces", "/v1/metrics");
    environment.put("CLEARWAY_OPEN_TELEMETRY", "off");
    assertThat(migrate().exitCode()).isZero();
    assertThat(server.rest()).isEmpty();
  }

  @Test
  void aCollectorThatIsNotThereIsComplainedOfOnce() throws Exception {
    recipe("OpenTelemetry");
    server.usually(404, "");

    CommandRun run = migrate();

    assertThat(run.exitCode()).isZero();
    assertThat(run.err().lines().filter(line -> line.contains("OpenTelemetry"))).hasSize(1);
    assertThat(run.err()).doesNotContain("io.opentelemetry");
  }

  @Test
  void theJobsSummaryIsWritten() throws Exception {
    Path summary = directory.resolve("summary.md");
    environment.put("GITHUB_STEP_SUMMARY", summary.toString());

    assertThat(migrate().exitCode()).isZero();
    assertThat(Files.readString(summary)).contains("| `V2__note.sql` | applied | 1 |");

    assertThat(migrate().exitCode()).isZero();
    assertThat(Files.readString(summary)).containsOnlyOnce("### ✅ Clearway");
  }

  @Test
  void aServerThatNeverAnswersHoldsUpNothing(TestDatabase database) throws Exception {
    recipe("A webhook of your own");
    recipe("Slack, a message for each alert");
    environment.put("CLEARWAY_ALERT_ON", "done");
    server.neverAnswers();

    CommandRun run = migrate("--alert-timeout", "100ms");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err().lines().filter(line -> line.contains("alerts to")))
        .hasSize(2)
        .allMatch(line -> line.contains("was not done 100 ms after the end of the run"));
    assertThat(
            database.queryLong(
                "select count(*) from flyway_schema_history where success and version = '2'"))
        .isEqualTo(1);
  }

  @Test
  void aServerThatRefusesIsComplainedOfOnce() throws Exception {
    recipe("A webhook of your own");
    server.usually(403, "");
    environment.put("CLEARWAY_ALERT_ON", "budget,done,failed");

    CommandRun run = migrate();

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err().lines().filter(line -> line.contains("alerts to")).toList())
        .singleElement()
        .asString()
        .contains("alerts to the webhook failed, and the run goes on without it:")
        .contains("HTTP 403 from localhost");
    assertThat(run.err() + run.out()).doesNotContain("/clearway", "a-long-random-key");
  }

  @Test
  void aRunThatTellsNobodyLoadsNoneOfTheirLibraries() throws Exception {
    Path loaded = directory.resolve("loaded.txt");
    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:off",
            "-Xlog:class+load:file=" + loaded,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.clearway.cli.Main",
            "migrate");
    process.environment().putAll(environment);
    process.directory(directory.toFile()).redirectErrorStream(true);
    process.redirectOutput(directory.resolve("out.txt").toFile());

    assertThat(process.start().waitFor())
        .as(Files.readString(directory.resolve("out.txt")))
        .isZero();

    List<String> classes = Files.readAllLines(loaded);
    assertThat(classes).anyMatch(line -> line.contains("dev.clearway.cli.alert.Channels"));
    assertThat(classes)
        .noneMatch(line -> line.contains("io.opentelemetry."))
        .noneMatch(line -> line.contains("io.sentry."))
        .noneMatch(line -> line.contains("java.net.http."));
  }

  @Test
  void secretsHaveNoFlagsAndAreMasked() throws Exception {
    recipe("A webhook of your own");

    CommandRun config = CommandRun.of(directory, environment, "config");
    assertThat(config.out())
        .containsPattern("webhook +\\*{8} +environment CLEARWAY_WEBHOOK")
        .doesNotContain("a-long-random-key");
    CommandRun flag = migrate("--slack-webhook=https://hooks.slack.com/services/s3cret");
    assertThat(flag.exitCode()).isEqualTo(2);
    assertThat(flag.err() + flag.out()).doesNotContain("s3cret");
    environment.putAll(Map.of("CLEARWAY_SENTRY_DSN", "s3cret"));
    CommandRun wrong = migrate();
    assertThat(wrong.exitCode()).isEqualTo(7);
    assertThat(wrong.err()).contains("sentryDsn").doesNotContain("s3cret");
    assertThat(List.of(wrong.out())).containsExactly("");
  }
}
