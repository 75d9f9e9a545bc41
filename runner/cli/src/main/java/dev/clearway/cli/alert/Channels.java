/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.cli.report.Redactor;
import dev.clearway.core.config.AlertSettings;
import dev.clearway.core.config.ResolvedSettings;
import dev.clearway.core.observe.RunObserver;
import dev.clearway.core.observe.RunObserverFactory;
import dev.clearway.core.record.TimedEvent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The channels that a run's settings and environment ask for. A channel's library is loaded when a
 * run with that channel begins, and not before.
 */
public final class Channels {

  private static final List<String> OTLP_ENDPOINTS =
      List.of(
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
          "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
  private final ResolvedSettings settings;
  private final Map<String, String> environment;
  private final Redactor redactor;
  private final List<RunObserverFactory> factories = new ArrayList<>();

  private Channels(ResolvedSettings settings, Map<String, String> environment, Redactor redactor) {
    this.settings = settings;
    this.environment = environment;
    this.redactor = redactor;
  }

  /**
   * What to give to a run.
   *
   * @param environment the process's, which says whether this is a pipeline
   * @param redactor knows what must not be told
   */
  public static List<RunObserverFactory> of(
      ResolvedSettings settings, Map<String, String> environment, Redactor redactor) {
    Channels channels = new Channels(settings, environment, redactor);
    channels.collect();
    return List.copyOf(channels.factories);
  }

  private void collect() {
    String webhook = settings.get(AlertSettings.SLACK_WEBHOOK);
    if (!webhook.isEmpty()) {
      alerts("Slack", () -> new SlackChannel.Webhook(URI.create(webhook), new HttpPoster()));
    }
    String token = settings.get(AlertSettings.SLACK_TOKEN);
    if (!token.isEmpty()) {
      alerts(
          "Slack",
          () ->
              new SlackChannel.Bot(
                  settings.get(AlertSettings.SLACK_API),
                  token,
                  settings.get(AlertSettings.SLACK_CHANNEL),
                  new HttpPoster()));
    }
    String address = settings.get(AlertSettings.WEBHOOK);
    if (!address.isEmpty()) {
      alerts(
          "the webhook",
          () ->
              new WebhookChannel(
                  URI.create(address),
                  settings.get(AlertSettings.WEBHOOK_SECRET),
                  new HttpPoster(),
                  Clock.systemUTC()));
    }
    String dsn = settings.get(AlertSettings.SENTRY_DSN);
    if (!dsn.isEmpty()) {
      alerts("Sentry", () -> new SentryChannel(dsn, environment, new HttpPoster()));
    }
    if (wantsTelemetry()) {
      add("OpenTelemetry", run -> new LazyTelemetry());
    }
    String summary = environment.getOrDefault("GITHUB_STEP_SUMMARY", "");
    if (settings.get(AlertSettings.GITHUB_SUMMARY) && !summary.isEmpty()) {
      add("the job's summary", run -> new GithubSummary(Path.of(summary), run, redactor));
    }
  }

  private boolean wantsTelemetry() {
    return switch (settings.get(AlertSettings.OPEN_TELEMETRY)) {
      case ON -> true;
      case OFF -> false;
      case AUTO ->
          OTLP_ENDPOINTS.stream().anyMatch(name -> !environment.getOrDefault(name, "").isEmpty())
              && !"true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"));
    };
  }

  /** Sets the SDK up on the observer's thread, which has the time for it. */
  private final class LazyTelemetry implements RunObserver {

    private @Nullable Telemetry telemetry;
    private boolean failed;

    @Override
    public void on(TimedEvent event) throws Exception {
      if (failed) {
        return;
      }
      Telemetry current = telemetry;
      if (current == null) {
        failed = true;
        current =
            new Telemetry(
                new TelemetrySdk(environment, settings.get(AlertSettings.ALERT_TIMEOUT)), redactor);
        failed = false;
        telemetry = current;
      }
      current.on(event);
    }

    @Override
    public void close() throws Exception {
      if (telemetry != null) {
        telemetry.close();
      }
    }
  }

  private interface ChannelSource {
    AlertChannel open();
  }

  private void alerts(String name, ChannelSource channel) {
    add(
        "alerts to " + name,
        run ->
            new AlertObserver(
                new AlertRules(
                    run,
                    settings.get(AlertSettings.ALERT_ON),
                    settings.get(AlertSettings.ALERT_BLOCKED_AFTER),
                    link(),
                    redactor),
                channel.open()));
  }

  private void add(String name, Function<String, RunObserver> observer) {
    factories.add(
        new RunObserverFactory() {
          @Override
          public String name() {
            return name;
          }

          @Override
          public RunObserver observe(String run) {
            return observer.apply(run);
          }
        });
  }

  /** Where alerts point to; null where nobody knows. */
  private @Nullable String link() {
    String link = settings.get(AlertSettings.ALERT_LINK);
    if (!link.isEmpty()) {
      return link;
    }
    String server = environment.get("GITHUB_SERVER_URL");
    String repository = environment.get("GITHUB_REPOSITORY");
    String id = environment.get("GITHUB_RUN_ID");
    if (server != null && repository != null && id != null) {
      return server + "/" + repository + "/actions/runs/" + id;
    }
    // GitLab's, and Jenkins's
    String job = environment.getOrDefault("CI_JOB_URL", environment.get("BUILD_URL"));
    return job == null || job.isEmpty() ? null : job;
  }
}
