/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import static dev.clearway.cli.alert.Samples.alert;
import static dev.clearway.cli.alert.Samples.awaited;
import static dev.clearway.cli.alert.Samples.failed;
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

/**
 * A server that takes envelopes: lines of JSON, a head for the whole and one for each item.
 *
 * @see <a href="https://develop.sentry.dev/sdk/data-model/envelopes/">Sentry: envelopes</a>
 */
class SentryChannelTest {

  private final LocalServer server = new LocalServer().usually(200, "{\"id\":\"1\"}");
  private final SentryChannel channel =
      new SentryChannel(
          server.url("/42").replace("http://", "http://public-key@"),
          Map.of("SENTRY_ENVIRONMENT", "production", "SENTRY_RELEASE", "shop@1.2"),
          new HttpPoster(Duration.ofSeconds(30), Duration.ofMillis(1)));

  @AfterEach
  void close() {
    server.close();
  }

  private static JsonNode json(String line) {
    return JsonMapper.builder().build().readTree(line);
  }

  @Test
  void anAlertIsAnEventInAnEnvelope() throws Exception {
    channel.send(alert(started(), gaveUp(600)));

    LocalServer.Received request = server.take();
    assertThat(request.path()).isEqualTo("/api/42/envelope/");
    assertThat(request.header("X-Sentry-Auth")).contains("sentry_key=public-key");
    assertThat(request.header("Content-Type")).isEqualTo("application/x-sentry-envelope");
    String[] lines = request.body().split("\n");
    assertThat(json(lines[0]).has("event_id")).isTrue();
    assertThat(json(lines[1]).get("type").asString()).isEqualTo("event");
    JsonNode event = json(lines[2]);
    assertThat(lines).hasSize(3);
    assertThat(event.get("level").asString()).isEqualTo("error");
    assertThat(event.get("environment").asString()).isEqualTo("production");
    assertThat(event.get("release").asString()).isEqualTo("shop@1.2");
    assertThat(event.at("/message/formatted").asString()).startsWith("Gave up on V20 on shop\n");
    assertThat(event.at("/tags/migration").asString()).isEqualTo("V20__add_orders_customer_fk.sql");
    assertThat(event.at("/tags/in_the_way").asString()).isEqualTo("nightly_report");
    assertThat(event.at("/tags/sqlstate").asString()).isEqualTo("55P03");
    assertThat(event.at("/contexts/clearway/exitCode").asInt()).isEqualTo(4);
    assertThat(event.at("/contexts/clearway/inTheWay/0/pid").asInt()).isEqualTo(4711);
    assertThat(event.get("fingerprint").valueStream().map(JsonNode::asString))
        .containsExactly("clearway", "gave-up", "shop", "V20__add_orders_customer_fk.sql");
  }

  @Test
  void nothingOfTheProcessAndNoDataIsInIt() throws Exception {
    channel.send(alert(started(), failed(1, "22P02", "bad integer: \"4111-1111\"")));

    String body = server.take().body();
    assertThat(body)
        .doesNotContain("4111", "Erika", "erika@", "hunter2")
        .doesNotContain("server_name", "\"threads\"", "\"modules\"", "stacktrace");
    assertThat(json(body.split("\n")[2]).get("user")).isEmpty();
  }

  @Test
  void anIllServerIsTriedAgainAndThenAnError() throws Exception {
    server.then(500, Map.of(), "").then(503, Map.of(), "");
    channel.send(alert(started(), awaited(62)));
    assertThat(server.rest()).hasSize(3);

    server.usually(401, "");
    assertThatThrownBy(() -> channel.send(alert(started(), awaited(62))))
        .isInstanceOf(IOException.class)
        .hasMessage("HTTP 401 from localhost");
    server.usually(200, "{}");
    channel.send(alert(started(), awaited(62)));
  }

  @Test
  void whatIsNoDsnIsAnErrorThatDoesNotRepeatIt() {
    SentryChannel wrong =
        new SentryChannel("https://s3cret.example.com", Map.of(), new HttpPoster());

    assertThatThrownBy(() -> wrong.send(alert(started(), awaited(62))))
        .isInstanceOf(IOException.class)
        .hasMessage("sentryDsn is no DSN of Sentry's")
        .hasNoCause();
  }
}
