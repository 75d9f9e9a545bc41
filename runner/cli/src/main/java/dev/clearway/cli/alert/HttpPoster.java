/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts to a server that may be slow or ill: a few tries, each of a bounded time, with a pause that
 * doubles between them, or as long as the server asks for. Its errors name the host and not the
 * address, which often is the secret.
 */
final class HttpPoster {

  private static final int TRIES = 3;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Duration timeout;
  private final Duration firstPause;
  private @Nullable HttpClient client;

  /**
   * @param timeout of one try, answer included
   * @param firstPause before the second try
   */
  HttpPoster(Duration timeout, Duration firstPause) {
    this.timeout = timeout;
    this.firstPause = firstPause;
  }

  /** With times that suit servers of this world. */
  HttpPoster() {
    this(Duration.ofSeconds(5), Duration.ofMillis(500));
  }

  /**
   * Posts {@code body} and returns what the server answered to it.
   *
   * @throws IOException when the server could not be reached, did not answer in time, or did not
   *     say 2xx, after all tries
   */
  String post(URI address, Map<String, String> headers, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    headers.forEach(request::header);
    request.POST(HttpRequest.BodyPublishers.ofByteArray(body));
    Duration pause = firstPause;
    for (int attempt = 1; ; attempt++) {
      Duration asked = null;
      IOException failure;
      try {
        HttpResponse<String> answer = answer(request.build());
        int status = answer.statusCode();
        if (status / 100 == 2) {
          return answer.body();
        }
        failure = new IOException("HTTP " + status + " from " + address.getHost());
        if (status != 408 && status != 429 && status / 100 != 5) {
          throw failure;
        }
        asked = retryAfter(answer);
      } catch (TimeoutException e) {
        failure =
            new IOException(
                "no answer from %s in %d ms".formatted(address.getHost(), timeout.toMillis()), e);
      } catch (ExecutionException e) {
        failure = new IOException("cannot reach " + address.getHost(), e.getCause());
      }
      if (attempt == TRIES) {
        throw failure;
      }
      Thread.sleep((asked == null ? pause : asked).toMillis());
      pause = pause.multipliedBy(2);
    }
  }

  /** A request's own timeout would end with the head of the answer; this one with its body. */
  private HttpResponse<String> answer(HttpRequest request)
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<HttpResponse<String>> answer =
        client().sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      answer.cancel(true);
    }
  }

  private static @Nullable Duration retryAfter(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .map(asked -> asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked)
        .orElse(null);
  }

  /** Made when it is needed: its classes take longer to load than most runs have to spare. */
  private HttpClient client() {
    HttpClient current = client;
    if (current == null) {
      current =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(CONNECT_TIMEOUT)
              .build();
      client = current;
    }
    return current;
  }
}
