/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** One value for each setting of the catalogue, and what must hold between them. */
final class SettingValues {

  private final Map<Setting<?>, ConfiguredValue<?>> values = new LinkedHashMap<>();
  private final Set<Setting<?>> unreadable = new HashSet<>();

  static SettingValues defaults() {
    SettingValues values = new SettingValues();
    Settings.EVERY.forEach(values::putDefault);
    return values;
  }

  static SettingValues of(GuardSettings guard, String origin) {
    SettingValues values = new SettingValues();
    values.put(Settings.LOCK_TIMEOUT, guard.lockTimeout(), origin);
    values.put(Settings.STATEMENT_TIMEOUT, guard.statementTimeout(), origin);
    values.put(Settings.CONCURRENT_TIMEOUT, guard.concurrentTimeout(), origin);
    values.put(Settings.STALL_BUDGET, guard.stallBudget(), origin);
    values.put(Settings.LONG_TRANSACTION, guard.longTransaction(), origin);
    values.put(Settings.BLOCKER_PATIENCE, guard.blockerPatience(), origin);
    values.put(Settings.ON_BLOCKER, guard.onBlocker(), origin);
    values.put(Settings.BLOCKER_MIN_AGE, guard.blockerMinAge(), origin);
    values.put(Settings.BLOCKER_APPLICATION, guard.blockerApplications(), origin);
    values.put(Settings.BLOCKER_ROLE, guard.blockerRoles(), origin);
    values.put(Settings.RETRY_FOR, guard.retryFor(), origin);
    values.put(Settings.MAX_BACKOFF, guard.maxBackoff(), origin);
    values.put(Settings.MAX_REPLICA_LAG, guard.maxReplicaLag(), origin);
    return values;
  }

  GuardSettings toGuard() {
    return new GuardSettings(
        value(Settings.LOCK_TIMEOUT),
        value(Settings.STATEMENT_TIMEOUT),
        value(Settings.CONCURRENT_TIMEOUT),
        value(Settings.STALL_BUDGET),
        value(Settings.LONG_TRANSACTION),
        value(Settings.BLOCKER_PATIENCE),
        value(Settings.ON_BLOCKER),
        value(Settings.BLOCKER_MIN_AGE),
        value(Settings.BLOCKER_APPLICATION),
        value(Settings.BLOCKER_ROLE),
        value(Settings.RETRY_FOR),
        value(Settings.MAX_BACKOFF),
        value(Settings.MAX_REPLICA_LAG));
  }

  RecordSettings toRecord() {
    return new RecordSettings(
        value(Settings.RECORD_FOLDER),
        value(Settings.RECORD_TABLE),
        value(Settings.SENSITIVE_FOLDER));
  }

  private <T> void putDefault(Setting<T> setting) {
    put(setting, setting.defaultValue(), ConfiguredValue.DEFAULT);
  }

  <T> void put(Setting<T> setting, T value, String origin) {
    values.put(setting, new ConfiguredValue<>(setting, value, origin));
  }

  @SuppressWarnings("unchecked") // put() is the only way in
  <T> ConfiguredValue<T> get(Setting<T> setting) {
    return (ConfiguredValue<T>) Objects.requireNonNull(values.get(setting), setting::key);
  }

  <T> T value(Setting<T> setting) {
    return get(setting).value();
  }

  List<ConfiguredValue<?>> all() {
    return List.copyOf(values.values());
  }

  /**
   * Says that a value was given that could not be read: no rule judges what stands in its place.
   */
  void unreadable(Setting<?> setting) {
    unreadable.add(setting);
  }

  /** The rules between settings that these values break; empty when all is well. */
  List<ConfigurationProblem> conflicts() {
    List<ConfigurationProblem> problems = new ArrayList<>();
    // with equal ones PostgreSQL answers 57014 where it should be 55P03
    if (readable(Settings.LOCK_TIMEOUT, Settings.STATEMENT_TIMEOUT)
        && value(Settings.LOCK_TIMEOUT).compareTo(value(Settings.STATEMENT_TIMEOUT)) >= 0) {
      problems.add(
          conflict(Settings.LOCK_TIMEOUT, "must be less than " + get(Settings.STATEMENT_TIMEOUT)));
    }
    if (readable(Settings.LOCK_TIMEOUT, Settings.STALL_BUDGET)
        && value(Settings.LOCK_TIMEOUT).compareTo(value(Settings.STALL_BUDGET)) > 0) {
      problems.add(
          conflict(Settings.LOCK_TIMEOUT, "must be at most " + get(Settings.STALL_BUDGET)));
    }
    boolean ends = readable(Settings.ON_BLOCKER) && value(Settings.ON_BLOCKER).endsSomething();
    if (ends && readable(Settings.BLOCKER_MIN_AGE) && value(Settings.BLOCKER_MIN_AGE).isZero()) {
      problems.add(
          conflict(Settings.ON_BLOCKER, "needs blockerMinAge, the age from which it may act"));
    }
    if (ends
        && readable(Settings.BLOCKER_APPLICATION, Settings.BLOCKER_ROLE)
        && value(Settings.BLOCKER_APPLICATION).isEmpty()
        && value(Settings.BLOCKER_ROLE).isEmpty()) {
      problems.add(
          conflict(
              Settings.ON_BLOCKER,
              "needs blockerApplication or blockerRole, the list of whom it may act against"));
    }
    if (readable(AlertSettings.SLACK_WEBHOOK, AlertSettings.SLACK_TOKEN)
        && isGiven(AlertSettings.SLACK_WEBHOOK)
        && isGiven(AlertSettings.SLACK_TOKEN)) {
      problems.add(
          conflict(AlertSettings.SLACK_TOKEN, "and slackWebhook are two ways to one place: one"));
    }
    if (readable(Settings.SENSITIVE_FOLDER, Settings.RECORD_FOLDER)
        && values.containsKey(Settings.SENSITIVE_FOLDER)
        && isInside(value(Settings.SENSITIVE_FOLDER), value(Settings.RECORD_FOLDER))) {
      problems.add(
          conflict(
              Settings.SENSITIVE_FOLDER,
              "must not be in " + get(Settings.RECORD_FOLDER) + ", which pipelines keep and show"));
    }
    needs(AlertSettings.SLACK_TOKEN, AlertSettings.SLACK_CHANNEL, problems);
    needs(AlertSettings.SLACK_CHANNEL, AlertSettings.SLACK_TOKEN, problems);
    needs(AlertSettings.WEBHOOK_SECRET, AlertSettings.WEBHOOK, problems);
    return problems;
  }

  private static boolean isInside(String sensitive, String record) {
    try {
      return !sensitive.equals(RecordSettings.OFF)
          && !record.equals(RecordSettings.OFF)
          && Path.of(sensitive)
              .toAbsolutePath()
              .normalize()
              .startsWith(Path.of(record).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private void needs(
      Setting<String> setting, Setting<String> other, List<ConfigurationProblem> problems) {
    if (readable(setting, other) && isGiven(setting) && !isGiven(other)) {
      problems.add(conflict(setting, "needs " + other.key() + " beside it"));
    }
  }

  private boolean isGiven(Setting<String> setting) {
    return values.containsKey(setting) && !value(setting).isEmpty();
  }

  private boolean readable(Setting<?>... settings) {
    return Collections.disjoint(unreadable, List.of(settings));
  }

  private ConfigurationProblem conflict(Setting<?> setting, String rule) {
    ConfiguredValue<?> value = get(setting);
    return new ConfigurationProblem(setting.key(), value.origin(), value + " " + rule);
  }
}
