/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.MigrationRecord;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunResult;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as {@code docs/schema/migrate-1.json} describes it. */
public final class MigrateJson {

  private MigrateJson() {}

  /**
   * The object to print.
   *
   * @param exitCode what the process ends with
   * @param report the incident report that the run has written by itself; null for none
   */
  public static Map<String, ?> of(RunResult result, int exitCode, @Nullable String report) {
    Map<String, Object> json = head("migrate", result.outcome().word(), exitCode);
    json.put("database", database(result.database()));
    json.put("migrations", result.migrations().stream().map(MigrateJson::migration).toList());
    json.put(
        "felt",
        object(
            "victims", result.felt().victims(),
            "longestWaitMs", result.felt().longestWait().toMillis()));
    if (result.failure() != null) {
      json.put("failure", failure(result.failure()));
    }
    if (report != null) {
      json.put("report", report);
    }
    return json;
  }

  /** What every command's object begins with. */
  public static Map<String, Object> head(String command, String outcome, int exitCode) {
    return object("schemaVersion", 1, "command", command, "outcome", outcome, "exitCode", exitCode);
  }

  /** The database as every command's object has it; null where it was not reached. */
  public static @Nullable Map<String, ?> database(@Nullable DatabaseFacts facts) {
    return facts == null ? null : object("name", facts.name(), "server", facts.server());
  }

  /** A failure as every command's object has it. */
  public static Map<String, ?> failure(RunFailure failure) {
    return object(
        "script", failure.script(),
        "line", failure.line(),
        "statement", failure.statement(),
        "sqlState", failure.sqlState(),
        "message", failure.message(),
        "detail", failure.detail(),
        "hint", failure.hint(),
        "position", failure.position(),
        "state", failure.state(),
        "next", failure.next());
  }

  private static Map<String, ?> migration(MigrationRecord migration) {
    return object(
        "version", migration.name().version(),
        "description", migration.name().description(),
        "script", migration.name().script(),
        "outcome", migration.outcome().word(),
        "attempts", migration.attempts().stream().map(MigrateJson::attempt).toList(),
        "durationMs", migration.duration().toMillis(),
        "clearanceWaitMs", migration.clearanceWait().toMillis());
  }

  private static Map<String, ?> attempt(Attempt attempt) {
    return object(
        "number", attempt.number(),
        "outcome", attempt.outcome().name().toLowerCase(Locale.ROOT),
        "sqlState", attempt.sqlState(),
        "queuedMs", attempt.queued().toMillis(),
        "heldMs", attempt.held().toMillis(),
        "victims", attempt.victims(),
        "longestVictimWaitMs", attempt.longestVictimWait().toMillis(),
        "blockers", attempt.blockers().stream().map(MigrateJson::blocker).toList());
  }

  /** A blocker as every command's object has it. */
  public static Map<String, ?> blocker(Blocker blocker) {
    return object(
        "pid", blocker.pid(),
        "application", blocker.application(),
        "user", blocker.user(),
        "state", blocker.state(),
        "ageMs", blocker.age().toMillis(),
        "mode", blocker.mode().catalogName(),
        "relation", blocker.relation(),
        "query", blocker.query());
  }

  static Map<String, Object> object(@Nullable Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object;
  }
}
