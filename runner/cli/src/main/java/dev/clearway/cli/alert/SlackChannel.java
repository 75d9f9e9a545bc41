/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.cli.report.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Slack, in one of two ways. An incoming webhook takes a message and answers {@code ok} and nothing
 * else, so each alert is a message of its own. A bot's {@code chat.postMessage} answers with the
 * message's {@code ts}: the run's first alert begins a thread, the others are replies to it, and
 * the one that ends the run is shown in the channel too.
 */
abstract sealed class SlackChannel implements AlertChannel {

  private static final String JSON = "application/json; charset=utf-8";

  final HttpPoster poster;

  private SlackChannel(HttpPoster poster) {
    this.poster = poster;
  }

  private static byte[] bytes(Map<String, ?> message) {
    return Json.write(message).getBytes(StandardCharsets.UTF_8);
  }

  static final class Webhook extends SlackChannel {

    private final URI address;

    Webhook(URI address, HttpPoster poster) {
      super(poster);
      this.address = address;
    }

    @Override
    public void send(Alert alert) throws IOException, InterruptedException {
      poster.post(address, Map.of("Content-Type", JSON), bytes(SlackMessage.of(alert)));
    }
  }

  static final class Bot extends SlackChannel {

    private final URI method;
    private final String token;
    private final String channel;
    private @Nullable String thread;

    /**
     * @param api such as {@code https://slack.com/api}
     */
    Bot(String api, String token, String channel, HttpPoster poster) {
      super(poster);
      this.method = URI.create(api.replaceAll("/+$", "") + "/chat.postMessage");
      this.token = token;
      this.channel = channel;
    }

    @Override
    public void send(Alert alert) throws IOException, InterruptedException {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("channel", channel);
      String parent = thread;
      if (parent != null) {
        message.put("thread_ts", parent);
        message.put("reply_broadcast", alert.outcome() != null);
      }
      message.putAll(SlackMessage.of(alert));
      String answer =
          poster.post(
              method,
              Map.of("Content-Type", JSON, "Authorization", "Bearer " + token),
              bytes(message));
      JsonNode json = read(answer);
      if (!json.path("ok").asBoolean(false)) {
        // Slack refuses with 200 and a word, such as channel_not_found
        throw new IOException(
            "Slack says " + json.path("error").asString("something that is no answer"));
      }
      if (parent == null) {
        thread = json.path("ts").asString();
      }
    }

    private static JsonNode read(String answer) throws IOException {
      try {
        return JsonMapper.builder().build().readTree(answer);
      } catch (JacksonException e) {
        throw new IOException("Slack's answer is no JSON", e);
      }
    }
  }
}
