/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.cli.report.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts alerts as JSON, signed: {@code Clearway-Signature: t=<seconds>,v1=<hex>}, where the second
 * part is HMAC-SHA256, with the shared key, of the seconds, a full stop, and the body as it was
 * sent. The time in it keeps a stolen message from being of use later.
 */
final class WebhookChannel implements AlertChannel {

  private static final String ALGORITHM = "HmacSHA256";

  private final URI address;
  private final String key;
  private final HttpPoster poster;
  private final Clock clock;

  /**
   * @param key empty for unsigned messages
   */
  WebhookChannel(URI address, String key, HttpPoster poster, Clock clock) {
    this.address = address;
    this.key = key;
    this.poster = poster;
    this.clock = clock;
  }

  @Override
  public void send(Alert alert) throws IOException, InterruptedException {
    String body = Json.write(AlertJson.of(alert));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("Clearway-Event", alert.word());
    headers.put("Clearway-Delivery", alert.id());
    if (!key.isEmpty()) {
      long seconds = clock.instant().getEpochSecond();
      headers.put(
          "Clearway-Signature", "t=" + seconds + ",v1=" + signature(key, seconds + "." + body));
    }
    poster.post(address, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String signature(String key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }
}
