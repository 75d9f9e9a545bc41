/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ResolvedSettings;
import dev.clearway.core.config.SettingSource;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.sql.RawTexts;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.extensibility.ConfigurationExtension;
import org.jspecify.annotations.Nullable;

/**
 * The settings {@code flyway.clearway.*} in every configuration source of Flyway. Flyway finds the
 * keys by this class's fields and fills it through Jackson 2 or 3, whichever it has, so it is a
 * plain bean of text; {@link dev.clearway.core.config.Settings} says what each key means, and a
 * test holds the two together.
 */
public final class ClearwayConfigurationExtension implements ConfigurationExtension {

  private @Nullable String lockTimeout;
  private @Nullable String statementTimeout;
  private @Nullable String concurrentTimeout;
  private @Nullable String stallBudget;
  private @Nullable String longTransaction;
  private @Nullable String blockerPatience;
  private @Nullable String onBlocker;
  private @Nullable String blockerMinAge;
  private @Nullable String blockerApplication;
  private @Nullable String blockerRole;
  private @Nullable String retryFor;
  private @Nullable String maxBackoff;
  private @Nullable String maxReplicaLag;
  private @Nullable String recordFolder;
  private @Nullable String recordTable;
  private @Nullable String sensitiveFolder;

  // Of the command line and the Maven plugin: known here, so that one file serves all.
  private @Nullable String alertOn;
  private @Nullable String alertBlockedAfter;
  private @Nullable String alertTimeout;
  private @Nullable String alertLink;
  private @Nullable String slackWebhook;
  private @Nullable String slackToken;
  private @Nullable String slackChannel;
  private @Nullable String slackApi;
  private @Nullable String webhook;
  private @Nullable String webhookSecret;
  private @Nullable String sentryDsn;
  private @Nullable String openTelemetry;
  private @Nullable String githubSummary;

  /** Not a setting: what a host that runs Flyway itself has brought. */
  private @Nullable RunSetup host;

  /** Not a setting either: a host that only reads. */
  private @Nullable PendingScripts reader;

  @Override
  public String getNamespace() {
    return "clearway";
  }

  /** Flyway would copy through Jackson, which is not always there and knows text only. */
  @Override
  public ClearwayConfigurationExtension copy() {
    ClearwayConfigurationExtension copy = new ClearwayConfigurationExtension();
    try {
      for (Field field : ClearwayConfigurationExtension.class.getDeclaredFields()) {
        if (!field.isSynthetic()) {
          field.set(copy, field.get(this));
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    return copy;
  }

  /** Commands of {@code configuration} use {@code setup}, and not the configuration's own text. */
  static void attach(Configuration configuration, RunSetup setup) {
    of(configuration).host = setup;
  }

  /** Commands of {@code configuration} only read, and leave the scripts that they find there. */
  static void attach(Configuration configuration, PendingScripts scripts) {
    of(configuration).reader = scripts;
  }

  /** Where a command that only reads leaves its scripts; null for one that migrates. */
  static @Nullable PendingScripts reader(Configuration configuration) {
    return of(configuration).reader;
  }

  /** Whether a host runs Flyway itself. */
  static boolean hasHost(Configuration configuration) {
    return of(configuration).host != null;
  }

  /**
   * What the guard of a command of {@code configuration} starts with.
   *
   * @throws FlywayException naming every key that is unknown or has a bad value
   */
  static RunSetup setup(Configuration configuration) {
    ClearwayConfigurationExtension bean = of(configuration);
    RunSetup setup = bean.host;
    return setup == null
        ? new RunSetup(
            bean.resolve(),
            new FlywayLog(),
            RawTexts.NONE,
            new ScriptResources(),
            guard -> {},
            ledger -> {})
        : setup;
  }

  /** Where the scripts of a command are collected; null where nobody asks for them. */
  static @Nullable ScriptResources scripts(Configuration configuration) {
    RunSetup setup = of(configuration).host;
    return setup == null ? null : setup.scripts();
  }

  @SuppressWarnings("deprecation") // getExact, the newer name of getPlugin, is not in Flyway 10
  private static ClearwayConfigurationExtension of(Configuration configuration) {
    return configuration.getPluginRegister().getPlugin(ClearwayConfigurationExtension.class);
  }

  private ResolvedSettings resolve() {
    try {
      return SettingsResolver.resolve(
          List.of(SettingSource.flyway("Flyway configuration", values())));
    } catch (ConfigurationException e) {
      throw new FlywayException("Clearway's settings are wrong: " + e.getMessage(), e);
    }
  }

  /** What was given, by Flyway key. */
  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    try {
      for (Field field : ClearwayConfigurationExtension.class.getDeclaredFields()) {
        if (field.getType() == String.class && field.get(this) instanceof String text) {
          values.put("flyway.clearway." + field.getName(), text);
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    return values;
  }

  public @Nullable String getLockTimeout() {
    return lockTimeout;
  }

  public void setLockTimeout(@Nullable String lockTimeout) {
    this.lockTimeout = lockTimeout;
  }

  public @Nullable String getStatementTimeout() {
    return statementTimeout;
  }

  public void setStatementTimeout(@Nullable String statementTimeout) {
    this.statementTimeout = statementTimeout;
  }

  public @Nullable String getConcurrentTimeout() {
    return concurrentTimeout;
  }

  public void setConcurrentTimeout(@Nullable String concurrentTimeout) {
    this.concurrentTimeout = concurrentTimeout;
  }

  public @Nullable String getStallBudget() {
    return stallBudget;
  }

  public void setStallBudget(@Nullable String stallBudget) {
    this.stallBudget = stallBudget;
  }

  public @Nullable String getLongTransaction() {
    return longTransaction;
  }

  public void setLongTransaction(@Nullable String longTransaction) {
    this.longTransaction = longTransaction;
  }

  public @Nullable String getBlockerPatience() {
    return blockerPatience;
  }

  public void setBlockerPatience(@Nullable String blockerPatience) {
    this.blockerPatience = blockerPatience;
  }

  public @Nullable String getOnBlocker() {
    return onBlocker;
  }

  public void setOnBlocker(@Nullable String onBlocker) {
    this.onBlocker = onBlocker;
  }

  public @Nullable String getBlockerMinAge() {
    return blockerMinAge;
  }

  public void setBlockerMinAge(@Nullable String blockerMinAge) {
    this.blockerMinAge = blockerMinAge;
  }

  public @Nullable String getBlockerApplication() {
    return blockerApplication;
  }

  public void setBlockerApplication(@Nullable String blockerApplication) {
    this.blockerApplication = blockerApplication;
  }

  public @Nullable String getBlockerRole() {
    return blockerRole;
  }

  public void setBlockerRole(@Nullable String blockerRole) {
    this.blockerRole = blockerRole;
  }

  public @Nullable String getRetryFor() {
    return retryFor;
  }

  public void setRetryFor(@Nullable String retryFor) {
    this.retryFor = retryFor;
  }

  public @Nullable String getMaxBackoff() {
    return maxBackoff;
  }

  public void setMaxBackoff(@Nullable String maxBackoff) {
    this.maxBackoff = maxBackoff;
  }

  public @Nullable String getMaxReplicaLag() {
    return maxReplicaLag;
  }

  public void setMaxReplicaLag(@Nullable String maxReplicaLag) {
    this.maxReplicaLag = maxReplicaLag;
  }

  public @Nullable String getAlertOn() {
    return alertOn;
  }

  public void setAlertOn(@Nullable String alertOn) {
    this.alertOn = alertOn;
  }

  public @Nullable String getAlertBlockedAfter() {
    return alertBlockedAfter;
  }

  public void setAlertBlockedAfter(@Nullable String alertBlockedAfter) {
    this.alertBlockedAfter = alertBlockedAfter;
  }

  public @Nullable String getAlertTimeout() {
    return alertTimeout;
  }

  public void setAlertTimeout(@Nullable String alertTimeout) {
    this.alertTimeout = alertTimeout;
  }

  public @Nullable String getAlertLink() {
    return alertLink;
  }

  public void setAlertLink(@Nullable String alertLink) {
    this.alertLink = alertLink;
  }

  public @Nullable String getSlackWebhook() {
    return slackWebhook;
  }

  public void setSlackWebhook(@Nullable String slackWebhook) {
    this.slackWebhook = slackWebhook;
  }

  public @Nullable String getSlackToken() {
    return slackToken;
  }

  public void setSlackToken(@Nullable String slackToken) {
    this.slackToken = slackToken;
  }

  public @Nullable String getSlackChannel() {
    return slackChannel;
  }

  public void setSlackChannel(@Nullable String slackChannel) {
    this.slackChannel = slackChannel;
  }

  public @Nullable String getSlackApi() {
    return slackApi;
  }

  public void setSlackApi(@Nullable String slackApi) {
    this.slackApi = slackApi;
  }

  public @Nullable String getWebhook() {
    return webhook;
  }

  public void setWebhook(@Nullable String webhook) {
    this.webhook = webhook;
  }

  public @Nullable String getWebhookSecret() {
    return webhookSecret;
  }

  public void setWebhookSecret(@Nullable String webhookSecret) {
    this.webhookSecret = webhookSecret;
  }

  public @Nullable String getSentryDsn() {
    return sentryDsn;
  }

  public void setSentryDsn(@Nullable String sentryDsn) {
    this.sentryDsn = sentryDsn;
  }

  public @Nullable String getOpenTelemetry() {
    return openTelemetry;
  }

  public void setOpenTelemetry(@Nullable String openTelemetry) {
    this.openTelemetry = openTelemetry;
  }

  public @Nullable String getGithubSummary() {
    return githubSummary;
  }

  public void setGithubSummary(@Nullable String githubSummary) {
    this.githubSummary = githubSummary;
  }

  public @Nullable String getRecordFolder() {
    return recordFolder;
  }

  public void setRecordFolder(@Nullable String recordFolder) {
    this.recordFolder = recordFolder;
  }

  public @Nullable String getRecordTable() {
    return recordTable;
  }

  public void setRecordTable(@Nullable String recordTable) {
    this.recordTable = recordTable;
  }

  public @Nullable String getSensitiveFolder() {
    return sensitiveFolder;
  }

  public void setSensitiveFolder(@Nullable String sensitiveFolder) {
    this.sensitiveFolder = sensitiveFolder;
  }
}
