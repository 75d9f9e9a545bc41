/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are slow, ill or gone. */
class HttpPosterTest {

  private final LocalServer server = new LocalServer();
  private final HttpPoster poster = new HttpPoster(Duration.ofSeconds(30), Duration.ofMillis(1));

  @AfterEach
  void close() {
    server.close();
  }

  private String post(HttpPoster with) throws Exception {
    return with.post(server.uri("/services/s3cret"), Map.of("X-Test", "yes"), new byte[] {'a'});
  }

  @Test
  void whatTheServerAnswersComesBack() throws Exception {
    server.usually(201, "thanks");

    assertThat(post(poster)).isEqualTo("thanks");
    LocalServer.Received request = server.take();
    assertThat(request.path()).isEqualTo("/services/s3cret");
    assertThat(request.header("X-Test")).isEqualTo("yes");
    assertThat(request.body()).isEqualTo("a");
  }

  @Test
  void anIllServerIsTriedAgain() throws Exception {
    server.then(500, Map.of(), "").then(503, Map.of("Retry-After", "0"), "").usually(200, "ok");

    assertThat(post(poster)).isEqualTo("ok");
    assertThat(server.rest()).hasSize(3);
  }

  @Test
  void oneThatStaysIllIsGivenUpWithoutItsAddress() {
    server.usually(429, "slow down");

    assertThatThrownBy(() -> post(poster))
        .isInstanceOf(IOException.class)
        .hasMessage("HTTP 429 from localhost");
    assertThat(server.rest()).hasSize(3);
  }

  @Test
  void oneThatRefusesIsNotAskedTwice() {
    server.usually(404, "no_service");

    assertThatThrownBy(() -> post(poster)).hasMessage("HTTP 404 from localhost");
    assertThat(server.rest()).hasSize(1);
  }

  @Test
  void oneThatDoesNotAnswerIsTriedAgainAndGivenUp() {
    server.neverAnswers();

    assertThatThrownBy(() -> post(new HttpPoster(Duration.ofMillis(200), Duration.ofMillis(1))))
        .isInstanceOf(IOException.class)
        .hasMessage("no answer from localhost in 200 ms");
  }

  @Test
  void oneThatIsNotThereIsGivenUp() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    URI nowhere = URI.create("http://localhost:" + port + "/s3cret");

    assertThatThrownBy(() -> poster.post(nowhere, Map.of(), new byte[0]))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot reach localhost");
  }
}
