/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import io.sentry.Hint;
import io.sentry.ITransportFactory;
import io.sentry.RequestDetails;
import io.sentry.SentryClient;
import io.sentry.SentryEnvelope;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.SentryOptions;
import io.sentry.protocol.Message;
import io.sentry.transport.ITransport;
import io.sentry.transport.RateLimiter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sentry, through its SDK: events, envelopes and the DSN are its business, and nothing of the
 * process is collected. How an envelope gets there is ours, so that a try that fails is known, and
 * is tried again.
 */
final class SentryChannel implements AlertChannel {

  private final String dsn;
  private final Map<String, String> environment;
  private final Transport transport;
  private @Nullable SentryClient client;

  /**
   * @param environment may say SENTRY_ENVIRONMENT and SENTRY_RELEASE
   */
  SentryChannel(String dsn, Map<String, String> environment, HttpPoster poster) {
    this.dsn = dsn;
    this.environment = environment;
    this.transport = new Transport(poster);
  }

  @Override
  public void send(Alert alert) throws IOException, InterruptedException {
    client().captureEvent(event(alert));
    transport.rethrow();
  }

  private SentryClient client() throws IOException {
    SentryClient current = client;
    if (current == null) {
      SentryOptions options = new SentryOptions();
      options.setDsn(dsn);
      options.setEnvironment(environment.get("SENTRY_ENVIRONMENT"));
      options.setRelease(environment.get("SENTRY_RELEASE"));
      options.setTransportFactory(transport);
      options.setAttachServerName(false);
      options.setAttachStacktrace(false);
      options.setAttachThreads(false);
      options.setSendModules(false);
      options.setSendClientReports(false);
      options.setEnableAutoSessionTracking(false);
      options.setEnableUncaughtExceptionHandler(false);
      options.setEnableShutdownHook(false);
      options.setEnableExternalConfiguration(false);
      try {
        current = new SentryClient(options);
      } catch (IllegalArgumentException e) {
        throw new IOException("sentryDsn is no DSN of Sentry's");
      }
      client = current;
    }
    return current;
  }

  private static SentryEvent event(Alert alert) {
    SentryEvent event = new SentryEvent(Date.from(alert.at()));
    event.setLevel(
        switch (alert.kind()) {
          case BLOCKED, BUDGET, INTERRUPTED -> SentryLevel.WARNING;
          case GAVE_UP, FAILED -> SentryLevel.ERROR;
          case DONE -> SentryLevel.INFO;
        });
    event.setLogger("clearway");
    Message message = new Message();
    message.setFormatted(alert.title() + "\n" + String.join("\n", alert.text()));
    event.setMessage(message);
    String database = alert.database() == null ? "" : alert.database().name();
    String script = alert.migration() == null ? "" : alert.migration().script();
    // one issue for each thing that can happen to a migration, however often and however worded
    event.setFingerprints(List.of("clearway", alert.word(), database, script));
    event.setTag("clearway.event", alert.word());
    event.setTag("clearway.run", alert.run());
    tag(event, "database", database);
    tag(event, "migration", script);
    tag(event, "sqlstate", alert.sqlState());
    tag(event, "outcome", alert.outcome() == null ? null : alert.outcome().word());
    tag(
        event,
        "in_the_way",
        alert.inTheWay().isEmpty() ? null : alert.inTheWay().get(0).application());
    event.getContexts().put("clearway", AlertJson.of(alert));
    return event;
  }

  private static void tag(SentryEvent event, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      event.setTag(name, value);
    }
  }

  /** Sends on the thread that asks, and keeps what went wrong, which the client swallows. */
  private static final class Transport implements ITransport, ITransportFactory {

    private final HttpPoster poster;
    private @Nullable URI address;
    private Map<String, String> headers = Map.of();
    private @Nullable SentryOptions options;
    private @Nullable IOException failure;
    private @Nullable InterruptedException interruption;

    Transport(HttpPoster poster) {
      this.poster = poster;
    }

    @Override
    public ITransport create(SentryOptions sentryOptions, RequestDetails request) {
      options = sentryOptions;
      address = URI.create(request.getUrl().toString());
      headers = new HashMap<>(request.getHeaders());
      headers.put("Content-Type", "application/x-sentry-envelope");
      return this;
    }

    @Override
    public void send(SentryEnvelope envelope, Hint hint) {
      SentryOptions with = options;
      URI to = address;
      if (with == null || to == null) {
        throw new IllegalStateException("not created yet");
      }
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        with.getSerializer().serialize(envelope, bytes);
        poster.post(to, headers, bytes.toByteArray());
      } catch (InterruptedException e) {
        interruption = e;
      } catch (IOException e) {
        failure = e;
      } catch (Exception e) {
        failure = new IOException("the event cannot be written", e);
      }
    }

    void rethrow() throws IOException, InterruptedException {
      IOException failed = failure;
      InterruptedException interrupted = interruption;
      failure = null;
      interruption = null;
      if (interrupted != null) {
        throw interrupted;
      }
      if (failed != null) {
        throw failed;
      }
    }

    @Override
    public void flush(long timeoutMillis) {}

    @Override
    public @Nullable RateLimiter getRateLimiter() {
      return null;
    }

    @Override
    public void close() {}

    @Override
    public void close(boolean isRestarting) {}
  }
}
