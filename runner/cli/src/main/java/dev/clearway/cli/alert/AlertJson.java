/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.cli.report.MigrateJson;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.MigrationName;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An alert as {@code docs/schema/alert-1.json} describes it. */
final class AlertJson {

  private AlertJson() {}

  static Map<String, ?> of(Alert alert) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("schemaVersion", 1);
    json.put("id", alert.id());
    json.put("event", alert.word());
    json.put("at", alert.at().toString());
    json.put("run", alert.run());
    json.put("database", database(alert.database()));
    json.put("migration", migration(alert.migration()));
    json.put("title", alert.title());
    json.put("text", alert.text());
    json.put("inTheWay", alert.inTheWay().stream().map(MigrateJson::blocker).toList());
    json.put("sqlState", alert.sqlState());
    json.put("outcome", alert.outcome() == null ? null : alert.outcome().word());
    json.put("exitCode", alert.outcome() == null ? null : alert.outcome().exitCode());
    Map<String, Object> felt = new LinkedHashMap<>();
    felt.put("victims", alert.felt().victims());
    felt.put("longestWaitMs", alert.felt().longestWait().toMillis());
    json.put("felt", felt);
    json.put("link", alert.link());
    return json;
  }

  private static @Nullable Map<String, ?> database(@Nullable DatabaseFacts database) {
    if (database == null) {
      return null;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", database.name());
    json.put("address", database.address());
    json.put("server", database.server());
    return json;
  }

  private static @Nullable Map<String, ?> migration(@Nullable MigrationName migration) {
    if (migration == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("version", migration.version());
    json.put("description", migration.description());
    json.put("script", migration.script());
    return json;
  }
}
