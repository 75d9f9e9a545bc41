/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The catalogue: every setting of the guard, defined here and nowhere else, and with {@link #EVERY}
 * those of what is around it. Flags, environment variables, Flyway keys, help texts and docs are
 * derived from it.
 */
public final class Settings {

  public static final Setting<Duration> LOCK_TIMEOUT =
      Setting.of(
              "lockTimeout",
              SettingType.TIME,
              Duration.ofSeconds(1),
              "longest queueing for one strong lock; less than statementTimeout")
          .inScripts(Settings::longer);

  public static final Setting<Duration> STATEMENT_TIMEOUT =
      Setting.of(
              "statementTimeout",
              SettingType.TIME,
              Duration.ofSeconds(30),
              "longest run of one strong or data statement")
          .inScripts(Settings::longer);

  public static final Setting<Duration> CONCURRENT_TIMEOUT =
      Setting.of(
              "concurrentTimeout",
              SettingType.TIME_OR_OFF,
              Duration.ZERO,
              "longest run of one concurrent statement, such as CREATE INDEX CONCURRENTLY")
          .inScripts(Settings::longerOrOff);

  public static final Setting<Duration> STALL_BUDGET =
      Setting.of(
              "stallBudget",
              SettingType.TIME,
              Duration.ofSeconds(2),
              "longest that one attempt may make an application query wait; at least lockTimeout")
          .inScripts(Settings::longer);

  public static final Setting<Duration> LONG_TRANSACTION =
      Setting.of(
          "longTransaction",
          SettingType.TIME,
          Duration.ofSeconds(1),
          "age from which reports call a transaction in the way long-running");

  public static final Setting<Duration> BLOCKER_PATIENCE =
      Setting.of(
              "blockerPatience",
              SettingType.TIME,
              Duration.ofMinutes(5),
              "longest wait for sessions in the way, with nothing locked")
          .inScripts((value, base) -> false);

  public static final Setting<OnBlocker> ON_BLOCKER =
      Setting.of(
              "onBlocker",
              SettingType.oneOf(OnBlocker.class),
              OnBlocker.WAIT,
              "what to do about a session in the way: wait, fail, cancel its query or terminate it")
          .inScripts((value, base) -> value.endsSomething() && value.compareTo(base) > 0);

  public static final Setting<Duration> BLOCKER_MIN_AGE =
      Setting.of(
          "blockerMinAge",
          SettingType.TIME_OR_ZERO,
          Duration.ZERO,
          "transaction age below which nothing is cancelled or terminated; to be set for both");

  public static final Setting<Set<String>> BLOCKER_APPLICATION =
      Setting.of(
          "blockerApplication",
          SettingType.NAMES,
          Set.of(),
          "application_name of sessions that may be cancelled or terminated");

  public static final Setting<Set<String>> BLOCKER_ROLE =
      Setting.of(
          "blockerRole",
          SettingType.NAMES,
          Set.of(),
          "role whose sessions may be cancelled or terminated");

  public static final Setting<Duration> RETRY_FOR =
      Setting.of(
              "retryFor",
              SettingType.TIME,
              Duration.ofMinutes(10),
              "longest time for one migration, all attempts and waits together")
          .inScripts((value, base) -> false);

  public static final Setting<Duration> MAX_BACKOFF =
      Setting.of(
              "maxBackoff",
              SettingType.TIME,
              Duration.ofSeconds(30),
              "longest pause between two attempts")
          .inScripts((value, base) -> false);

  public static final Setting<Duration> MAX_REPLICA_LAG =
      Setting.of(
              "maxReplicaLag",
              SettingType.TIME_OR_OFF,
              Duration.ZERO,
              "wait before strong statements while a replica is further behind")
          .inScripts(Settings::longerOrOff);

  public static final Setting<String> RECORD_FOLDER =
      Setting.of(
          "recordFolder",
          SettingType.TEXT,
          ".clearway/runs",
          "folder for the flight records of runs; off for none");

  public static final Setting<Boolean> RECORD_TABLE =
      Setting.of(
          "recordTable",
          SettingType.YES_NO,
          true,
          "sum up each run in a table beside the schema history");

  public static final Setting<String> SENSITIVE_FOLDER =
      Setting.of(
          "sensitiveFolder",
          SettingType.TEXT,
          RecordSettings.OFF,
          "folder for queries and errors as they are, with data of customers; off for none");

  /** All of the guard's and the record's, in the order of help texts and docs. */
  public static final List<Setting<?>> ALL =
      List.of(
          LOCK_TIMEOUT,
          STATEMENT_TIMEOUT,
          CONCURRENT_TIMEOUT,
          STALL_BUDGET,
          LONG_TRANSACTION,
          BLOCKER_PATIENCE,
          ON_BLOCKER,
          BLOCKER_MIN_AGE,
          BLOCKER_APPLICATION,
          BLOCKER_ROLE,
          RETRY_FOR,
          MAX_BACKOFF,
          MAX_REPLICA_LAG,
          RECORD_FOLDER,
          RECORD_TABLE,
          SENSITIVE_FOLDER);

  /** The guard's, and those of what tells others of a run. */
  public static final List<Setting<?>> EVERY =
      Stream.concat(ALL.stream(), AlertSettings.ALL.stream()).toList();

  private Settings() {}

  /** Whether {@code key} is that of a secret setting, which no flag and no build file may have. */
  public static boolean isSecret(String key) {
    return EVERY.stream().anyMatch(setting -> setting.secret() && setting.key().equals(key));
  }

  private static boolean longer(Duration value, Duration base) {
    return value.compareTo(base) > 0;
  }

  private static boolean longerOrOff(Duration value, Duration base) {
    return !base.isZero() && (value.isZero() || longer(value, base));
  }
}
