/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.SettingSource;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** A preflight of a test: what is pending, who asks, and how. */
final class PreflightRun {

  /** From this age on a holder is in the way; so a test does not wait for longer. */
  static final Duration LONG = Duration.ofMillis(20);

  private final TestDatabase database;

  /** One of the scripts. */
  private record Script(List<String> statements, Set<String> ignored) {}

  private final List<Script> scripts = new ArrayList<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<Replica> replicas = new ArrayList<>();
  private final List<String> newSchemas = new ArrayList<>();
  private String schema = "public";
  private boolean grouped;
  private DataSource source;
  private Set<String> ignored = Set.of();
  private Duration sampleFor = Duration.ZERO;

  private PreflightRun(TestDatabase database) {
    this.database = database;
    source = database.dataSource();
    settings.put("longTransaction", LONG.toMillis() + "ms");
  }

  /** One of scripts V1, V2 and so on, with one statement for each text. */
  static PreflightRun of(TestDatabase database, String... scripts) {
    PreflightRun run = new PreflightRun(database);
    for (String script : scripts) {
      run.script(script);
    }
    return run;
  }

  PreflightRun script(String... statements) {
    scripts.add(new Script(List.of(statements), ignored));
    return this;
  }

  private List<PlannedMigration> pending() {
    List<PlannedMigration> pending = new ArrayList<>();
    for (Script script : scripts) {
      String version = String.valueOf(pending.size() + 1);
      List<PlannedStatement> planned = new ArrayList<>();
      for (String statement : script.statements()) {
        planned.add(
            new PlannedStatement(
                planned.size() + 1, 1, statement, true, guard(), script.ignored()));
      }
      pending.add(
          new PlannedMigration(
              version, "test", "V" + version + "__test.sql", null, true, false, planned));
    }
    return pending;
  }

  PreflightRun set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** For the scripts that are added from here on. */
  PreflightRun ignoring(String... rules) {
    ignored = Set.of(rules);
    return this;
  }

  PreflightRun as(DatabaseRole role) {
    source = database.dataSource(role);
    return this;
  }

  PreflightRun replica(Replica replica) {
    replicas.add(replica);
    return this;
  }

  PreflightRun into(String newSchema) {
    schema = newSchema;
    newSchemas.add(newSchema);
    return this;
  }

  PreflightRun grouped() {
    grouped = true;
    return this;
  }

  PreflightRun sampleFor(Duration length) {
    sampleFor = length;
    return this;
  }

  PreflightResult result() throws SQLException {
    long since = System.nanoTime();
    try (Connection connection = source.getConnection()) {
      return Preflight.begin(
              new PreflightSettings(guard(), sampleFor),
              new PreflightTarget(connection, 0, since, source::getConnection, replicas))
          .judge(
              new MigrationPlan(
                  scripts.size(), pending(), List.of(), schema, newSchemas, "history", grouped));
    }
  }

  GuardSettings guard() {
    return SettingsResolver.resolve(List.of(SettingSource.keys("test", settings))).guard();
  }

  /** The findings of a rule. */
  static List<Finding> of(PreflightResult result, String rule) {
    return result.findings().stream().filter(finding -> finding.rule().equals(rule)).toList();
  }

  /** What a check saw. */
  static String fact(PreflightResult result, String check) {
    return result.checked().stream()
        .filter(fact -> fact.check().equals(check))
        .map(Fact::result)
        .findFirst()
        .orElse("");
  }
}
