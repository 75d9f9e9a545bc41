/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import static dev.clearway.cli.alert.Samples.alert;
import static dev.clearway.cli.alert.Samples.awaited;
import static dev.clearway.cli.alert.Samples.started;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a webhook gets, and that the documented check of its signature works. */
class WebhookChannelTest {

  private static final String KEY = "a-long-random-key";
  private static final Instant NOW = Instant.parse("2026-11-21T00:42:09Z");

  private static LocalServer.Received send(String key) throws Exception {
    try (LocalServer server = new LocalServer()) {
      new WebhookChannel(
              server.uri("/hook"),
              key,
              new HttpPoster(Duration.ofSeconds(30), Duration.ofMillis(1)),
              Clock.fixed(NOW, ZoneOffset.UTC))
          .send(alert(started(), awaited(62)));
      return server.take();
    }
  }

  @Test
  void theBodyIsTheAlert() throws Exception {
    LocalServer.Received request = send(KEY);

    JsonNode json = JsonMapper.builder().build().readTree(request.body());
    assertThat(request.header("Clearway-Event")).isEqualTo("blocked");
    assertThat(request.header("Clearway-Delivery")).isEqualTo("2026-11-21T00-41-07.250Z-3f9c/1");
    assertThat(json.get("event").asString()).isEqualTo("blocked");
    assertThat(json.get("at").asString()).isEqualTo("2026-11-21T00:42:09Z");
    assertThat(json.at("/database/name").asString()).isEqualTo("shop");
    assertThat(json.at("/migration/version").asString()).isEqualTo("20");
    assertThat(json.at("/inTheWay/0/application").asString()).isEqualTo("nightly_report");
    assertThat(json.get("outcome").isNull()).isTrue();
  }

  @Test
  void theSignatureIsWhatTheDocsCheck() throws Exception {
    LocalServer.Received request = send(KEY);
    String header = request.header("Clearway-Signature");

    assertThat(isOurs(header, request.bytes(), KEY, NOW)).isTrue();
    assertThat(isOurs(header, request.bytes(), "another key", NOW)).isFalse();
    assertThat(isOurs(header, request.bytes(), KEY, NOW.plusSeconds(301))).isFalse();
    byte[] other = request.body().replace("shop", "shep").getBytes(StandardCharsets.UTF_8);
    assertThat(isOurs(header, other, KEY, NOW)).isFalse();
    assertThat(isOurs("nonsense", request.bytes(), KEY, NOW)).isFalse();
  }

  @Test
  void theDocsHaveThisCheck() throws Exception {
    Path root = Path.of(System.getProperty("clearway.root"));
    String source =
        Files.readString(
            root.resolve(
                "runner/cli/src/test/java/dev/clearway/cli/alert/WebhookChannelTest.java"));
    String check =
        source
            .substring(source.lastIndexOf("  static boolean isOurs("), source.lastIndexOf("\n}"))
            .stripIndent();

    assertThat(Files.readString(root.resolve("docs/alerts.md"))).contains(check);
  }

  @Test
  void withoutAKeyNothingIsSigned() throws Exception {
    assertThat(send("").headers()).doesNotContainKey("clearway-signature");
  }

  static boolean isOurs(String header, byte[] body, String key, Instant now)
      throws GeneralSecurityException {
    if (!header.matches("t=\\d{1,18},v1=[0-9a-f]{64}")) {
      return false;
    }
    String time = header.substring(2, header.indexOf(','));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
    byte[] expected = mac.doFinal(body);
    byte[] given = HexFormat.of().parseHex(header.substring(header.indexOf("v1=") + 3));
    boolean recent = Math.abs(now.getEpochSecond() - Long.parseLong(time)) <= 300;
    return recent && MessageDigest.isEqual(expected, given);
  }
}
