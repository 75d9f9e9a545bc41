/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on this machine that keeps what it is sent, and answers as it is told to. */
public final class LocalServer implements AutoCloseable {

  /**
   * One request.
   *
   * @param headers by name, in lower case
   */
  public record Received(String path, Map<String, String> headers, byte[] bytes) {
    public String body() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }
  }

  private record Answer(int status, Map<String, String> headers, String body, boolean never) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final Deque<Answer> answers = new ArrayDeque<>();
  private Answer usual = new Answer(200, Map.of(), "ok", false);

  public LocalServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) ->
                  headers.put(name.toLowerCase(java.util.Locale.ROOT), String.join(",", values)));
      byte[] body = exchange.getRequestBody().readAllBytes();
      Answer answer = next();
      received.add(new Received(exchange.getRequestURI().getPath(), headers, body));
      if (answer.never()) {
        closed.await();
        return;
      }
      answer.headers().forEach(exchange.getResponseHeaders()::add);
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Answer next() {
    Answer answer = answers.poll();
    return answer == null ? usual : answer;
  }

  /** What to answer when nothing else was said. */
  public synchronized LocalServer usually(int status, String body) {
    usual = new Answer(status, Map.of(), body, false);
    return this;
  }

  /** What to answer next, after what was said before. */
  public synchronized LocalServer then(int status, Map<String, String> headers, String body) {
    answers.add(new Answer(status, headers, body, false));
    return this;
  }

  /** Not to answer at all, from now on. */
  public synchronized LocalServer neverAnswers() {
    usual = new Answer(0, Map.of(), "", true);
    return this;
  }

  /** The address of a path here. */
  public String url(String path) {
    return "http://localhost:" + port() + path;
  }

  public URI uri(String path) {
    return URI.create(url(path));
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The next request; waits for it, a minute at most. */
  public Received take() throws InterruptedException {
    Received next = received.poll(1, TimeUnit.MINUTES);
    if (next == null) {
      throw new AssertionError("nothing was sent");
    }
    return next;
  }

  /** The requests that were not taken yet. */
  public List<Received> rest() {
    return List.copyOf(received);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
