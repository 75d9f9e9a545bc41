/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.report.Json;
import dev.clearway.cli.report.MigrateJson;
import dev.clearway.cli.report.Table;
import dev.clearway.cli.setup.Setup;
import dev.clearway.core.config.ConfiguredValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** {@code clearway config}. */
@picocli.CommandLine.Command(
    name = "config",
    description = "Shows each setting with its value and where it came from. Connects nowhere.",
    customSynopsis = "clearway config [options]")
final class ConfigCommand extends Command {

  @Mixin Format format = new Format();

  ConfigCommand(Host host) {
    super(host);
  }

  @Override
  boolean hasGuardFlags() {
    return true;
  }

  @Override
  boolean hasAlertFlags() {
    return true;
  }

  @Override
  public Integer call() {
    Setup setup = setup();
    if (format.isJson()) {
      List<Map<String, ?>> settings = new ArrayList<>();
      setup.guard().values().forEach(value -> settings.add(json(value.setting().key(), value)));
      setup.flyway().forEach(value -> settings.add(json("flyway." + value.setting().key(), value)));
      Map<String, Object> json = MigrateJson.head("config", "done", 0);
      json.put("settings", settings);
      host.out().println(Json.write(json));
      return 0;
    }
    Table table = new Table("setting", "value", "from");
    setup.guard().values().forEach(value -> row(table, value.setting().key(), value));
    setup.flyway().forEach(value -> row(table, "flyway." + value.setting().key(), value));
    table.lines().forEach(host.out()::println);
    if (setup.guard().record().hasSensitiveFolder()) {
      host.out().println();
      host.out()
          .println(
              "sensitiveFolder is on: queries and errors go there as they are, with data of"
                  + " customers.");
    }
    return 0;
  }

  private static void row(Table table, String key, ConfiguredValue<?> value) {
    table.row(key, value.text().isEmpty() ? "-" : value.text(), value.origin());
  }

  private static Map<String, ?> json(String key, ConfiguredValue<?> value) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", key);
    json.put("value", value.text());
    json.put("origin", value.origin());
    return json;
  }
}
