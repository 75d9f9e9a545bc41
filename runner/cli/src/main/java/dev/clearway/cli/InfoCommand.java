/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.report.Json;
import dev.clearway.cli.report.MigrateJson;
import dev.clearway.cli.report.Table;
import dev.clearway.cli.setup.Server;
import dev.clearway.cli.setup.Target;
import dev.clearway.cli.setup.UnreachableException;
import dev.clearway.core.ledger.PartialScript;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.flyway.Ledgers;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** {@code clearway info}. */
@picocli.CommandLine.Command(
    name = "info",
    description = "Shows the migrations, what became of each and what is pending.",
    customSynopsis = "clearway info [options]")
final class InfoCommand extends Command {

  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Mixin Format format = new Format();

  InfoCommand(Host host) {
    super(host);
  }

  @Override
  public Integer call() {
    Target target = setup().target();
    Server server = Server.look(target);
    MigrationInfo[] all;
    Map<String, PartialScript> begun = new HashMap<>();
    try {
      all = new Flyway(target.flyway()).info().all();
      Ledgers.partial(target.flyway()).forEach(partial -> begun.put(partial.script(), partial));
    } catch (FlywayException e) {
      throw CommandFailure.flyway(e);
    } catch (SQLException e) {
      throw UnreachableException.of(target.label(), e);
    }
    if (format.isJson()) {
      Map<String, Object> json = MigrateJson.head("info", "done", 0);
      json.put(
          "database",
          MigrateJson.database(
              new DatabaseFacts(server.database(), target.label(), server.version())));
      json.put("migrations", json(all, begun));
      host.out().println(Json.write(json));
      return 0;
    }
    long pending = 0;
    Table table = new Table("version", "description", "state", "installed on (UTC)", "took");
    for (MigrationInfo migration : all) {
      pending += migration.getState().isApplied() ? 0 : 1;
      table.row(
          migration.getVersion() == null ? "-" : migration.getVersion().toString(),
          text(migration.getDescription()),
          state(migration, begun.get(migration.getScript())),
          migration.getInstalledOn() == null
              ? "-"
              : WHEN.format(migration.getInstalledOn().toInstant()),
          migration.getExecutionTime() == null ? "-" : migration.getExecutionTime() + " ms");
    }
    host.out()
        .println(
            "%s (PostgreSQL %s)   %d pending of %d"
                .formatted(target.label(), server.version(), pending, all.length));
    if (all.length > 0) {
      host.out().println();
      table.lines().forEach(host.out()::println);
    }
    return 0;
  }

  private static List<Map<String, ?>> json(MigrationInfo[] all, Map<String, PartialScript> begun) {
    List<Map<String, ?>> migrations = new ArrayList<>();
    for (MigrationInfo migration : all) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put(
          "version", migration.getVersion() == null ? null : migration.getVersion().toString());
      json.put("description", migration.getDescription());
      json.put("script", migration.getScript());
      json.put("type", migration.getType().name());
      json.put("state", migration.getState().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      json.put(
          "installedOn",
          migration.getInstalledOn() == null
              ? null
              : migration.getInstalledOn().toInstant().toString());
      json.put("durationMs", migration.getExecutionTime());
      PartialScript partial = begun.get(migration.getScript());
      if (partial != null) {
        json.put("statementsDone", partial.done());
        json.put("statements", partial.rows().size());
      }
      migrations.add(json);
    }
    return migrations;
  }

  private static String state(MigrationInfo migration, @Nullable PartialScript begun) {
    String state = migration.getState().getDisplayName();
    return begun == null || migration.getState() == MigrationState.SUCCESS
        ? state
        : "%s, %d of %d done".formatted(state, begun.done(), begun.rows().size());
  }

  private static String text(@Nullable String text) {
    return text == null || text.isEmpty() ? "-" : text;
  }
}
