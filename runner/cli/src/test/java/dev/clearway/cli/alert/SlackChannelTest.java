/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import static dev.clearway.cli.alert.Samples.alert;
import static dev.clearway.cli.alert.Samples.awaited;
import static dev.clearway.cli.alert.Samples.gaveUp;
import static dev.clearway.cli.alert.Samples.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that answers as Slack does. */
class SlackChannelTest {

  private final LocalServer server = new LocalServer();
  private final HttpPoster poster = new HttpPoster(Duration.ofSeconds(30), Duration.ofMillis(1));

  @AfterEach
  void close() {
    server.close();
  }

  private static JsonNode json(LocalServer.Received request) {
    return JsonMapper.builder().build().readTree(request.body());
  }

  @Test
  void aWebhookGetsAMessageInBlocks() throws Exception {
    new SlackChannel.Webhook(server.uri("/services/T0/B0/x"), poster)
        .send(alert(started(), awaited(62)));

    LocalServer.Received request = server.take();
    assertThat(request.path()).isEqualTo("/services/T0/B0/x");
    assertThat(request.header("Content-Type")).startsWith("application/json");
    JsonNode message = json(request);
    assertThat(message.has("thread_ts")).isFalse();
    assertThat(message.get("text").asString()).contains("V20 has waited 1 min 2 s");
    assertThat(message.get("blocks").valueStream().map(block -> block.get("type").asString()))
        .containsExactly("header", "section", "section", "context");
    assertThat(message.at("/blocks/0/text/text").asString())
        .isEqualTo("⏳ V20 has waited 1 min 2 s for nightly_report (app_ro) from 10.2.0.7");
    assertThat(message.at("/blocks/2/text/text").asString())
        .contains(
            "• *nightly_report (app_ro) from 10.2.0.7*, idle in transaction 5 min 12 s,"
                + " AccessShareLock on public.orders");
    assertThat(message.at("/blocks/3/elements/0/text").asString())
        .contains("shop on db1:5432")
        .contains("V20__add_orders_customer_fk.sql")
        .contains("run 2026-11-21T00-41-07.250Z-3f9c")
        .contains("<https://ci.example.com/job/7|job>");
  }

  @Test
  void aBotAnswersItselfInAThreadOfTheRun() throws Exception {
    server.usually(200, "{\"ok\":true,\"ts\":\"1503435956.000247\"}");
    SlackChannel channel = new SlackChannel.Bot(server.url("/api/"), "xoxb-1", "#deploys", poster);

    channel.send(alert(started(), awaited(62)));
    channel.send(alert(started(), gaveUp(600)));

    LocalServer.Received first = server.take();
    assertThat(first.path()).isEqualTo("/api/chat.postMessage");
    assertThat(first.header("Authorization")).isEqualTo("Bearer xoxb-1");
    assertThat(json(first).get("channel").asString()).isEqualTo("#deploys");
    assertThat(json(first).has("thread_ts")).isFalse();
    JsonNode reply = json(server.take());
    assertThat(reply.get("thread_ts").asString()).isEqualTo("1503435956.000247");
    assertThat(reply.get("reply_broadcast").asBoolean()).isTrue();
    assertThat(reply.get("text").asString()).isEqualTo("❌ Gave up on V20 on shop");
  }

  @Test
  void aRefusalIsAnErrorThoughItCameWith200() {
    server.usually(200, "{\"ok\":false,\"error\":\"channel_not_found\"}");
    SlackChannel channel = new SlackChannel.Bot(server.url("/api"), "xoxb-1", "#x", poster);

    assertThatThrownBy(() -> channel.send(alert(started(), awaited(62))))
        .isInstanceOf(IOException.class)
        .hasMessage("Slack says channel_not_found");
  }

  @Test
  void slacksOwnCharactersAreEscapedAndItsLimitsKept() throws Exception {
    server.usually(200, "ok");
    String angry = "<!channel> & \"friends\"";
    new SlackChannel.Webhook(server.uri("/x"), poster)
        .send(alert(started(), Samples.failed(1, "42P01", angry + "x".repeat(4_000))));

    JsonNode message = json(server.take());
    String section = message.at("/blocks/1/text/text").asString();
    assertThat(section).startsWith("&lt;!channel&gt; &amp; \"friends\"");
    assertThat(section.length()).isEqualTo(3_000);
  }

  @Test
  void aBusyServerIsAskedAgainWhenItSaysSo() throws Exception {
    server
        .then(429, Map.of("Retry-After", "0"), "")
        .usually(200, "{\"ok\":true,\"ts\":\"1503435956.000247\"}");

    new SlackChannel.Bot(server.url("/api"), "xoxb-1", "#x", poster)
        .send(alert(started(), awaited(62)));

    assertThat(server.rest()).hasSize(2);
  }
}
