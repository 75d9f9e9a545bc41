/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The settings of the channels that tell others of a run, for hosts that have them: the command
 * line and the Maven plugin. Everywhere else they are read, checked and not used.
 */
public final class AlertSettings {

  public static final Setting<Set<AlertKind>> ALERT_ON =
      Setting.of(
          "alertOn",
          SettingType.someOf(AlertKind.class),
          Collections.unmodifiableSet(
              EnumSet.of(AlertKind.BLOCKED, AlertKind.BUDGET, AlertKind.GAVE_UP, AlertKind.FAILED)),
          "what to alert on: blocked, budget, gave-up, failed, interrupted, done");

  public static final Setting<Duration> ALERT_BLOCKED_AFTER =
      Setting.of(
          "alertBlockedAfter",
          SettingType.TIME,
          Duration.ofMinutes(1),
          "how long a migration waits for others until that is an alert");

  public static final Setting<Duration> ALERT_TIMEOUT =
      Setting.of(
          "alertTimeout",
          SettingType.TIME,
          Duration.ofSeconds(5),
          "longest that the end of a run waits for alerts which are still under way");

  public static final Setting<String> ALERT_LINK =
      Setting.of(
          "alertLink",
          SettingType.URL,
          "",
          "where alerts point to; else the job, where a pipeline's environment names it");

  public static final Setting<String> SLACK_WEBHOOK =
      Setting.of("slackWebhook", SettingType.URL, "", "address of a Slack incoming webhook")
          .keptSecret();

  public static final Setting<String> SLACK_TOKEN =
      Setting.of(
              "slackToken",
              SettingType.TEXT,
              "",
              "token of a Slack bot that may chat:write: a thread for each run")
          .keptSecret();

  public static final Setting<String> SLACK_CHANNEL =
      Setting.of("slackChannel", SettingType.TEXT, "", "channel that the Slack bot writes to");

  public static final Setting<String> SLACK_API =
      Setting.of(
          "slackApi", SettingType.URL, "https://slack.com/api", "where the Slack bot's API is");

  public static final Setting<String> WEBHOOK =
      Setting.of("webhook", SettingType.URL, "", "address that takes alerts as JSON").keptSecret();

  public static final Setting<String> WEBHOOK_SECRET =
      Setting.of(
              "webhookSecret",
              SettingType.TEXT,
              "",
              "key with which alerts to the webhook are signed")
          .keptSecret();

  public static final Setting<String> SENTRY_DSN =
      Setting.of("sentryDsn", SettingType.URL, "", "DSN of a Sentry project").keptSecret();

  public static final Setting<OpenTelemetryUse> OPEN_TELEMETRY =
      Setting.of(
          "openTelemetry",
          SettingType.oneOf(OpenTelemetryUse.class),
          OpenTelemetryUse.AUTO,
          "traces and metrics: auto is on where OTEL_EXPORTER_OTLP_ENDPOINT or the like is set");

  public static final Setting<Boolean> GITHUB_SUMMARY =
      Setting.of(
          "githubSummary",
          SettingType.YES_NO,
          true,
          "in GitHub Actions, add each run that did something to the job's summary");

  /** All of them, in the order of help texts and docs. */
  public static final List<Setting<?>> ALL =
      List.of(
          ALERT_ON,
          ALERT_BLOCKED_AFTER,
          ALERT_TIMEOUT,
          ALERT_LINK,
          SLACK_WEBHOOK,
          SLACK_TOKEN,
          SLACK_CHANNEL,
          SLACK_API,
          WEBHOOK,
          WEBHOOK_SECRET,
          SENTRY_DSN,
          OPEN_TELEMETRY,
          GITHUB_SUMMARY);

  private AlertSettings() {}
}
