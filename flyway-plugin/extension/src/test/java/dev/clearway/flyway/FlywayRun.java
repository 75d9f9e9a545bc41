/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;
import org.flywaydb.core.internal.database.DatabaseTypeRegister;

/**
 * One command of Flyway, told in lines that two Flyways can be compared by. Knows nothing of
 * Clearway and takes and gives classes of the JDK, because {@link PlainFlyway} loads it a second
 * time.
 *
 * <p>The settings are Flyway's own keys, and two of the test: {@code command}, and {@code java}
 * with the names of Java migrations, separated by commas.
 */
public final class FlywayRun implements Function<Map<String, String>, List<String>> {

  @Override
  public List<String> apply(Map<String, String> settings) {
    Map<String, String> keys = new HashMap<>(settings);
    String command = keys.remove("command");
    String java = keys.remove("java");
    Listener listener = new Listener();
    FluentConfiguration configuration = Flyway.configure().configuration(keys).callbacks(listener);
    if (java != null) {
      configuration.javaMigrations(
          Arrays.stream(java.split(","))
              .map(
                  name ->
                      switch (name) {
                        case "good" -> new V50__Good();
                        case "outside" -> new V51__Outside();
                        default -> new V52__Bad();
                      })
              .toArray(BaseJavaMigration[]::new));
    }
    List<String> lines = new ArrayList<>();
    try {
      run(String.valueOf(command), configuration.load(), lines);
    } catch (FlywayException e) {
      lines.add("failed: " + e.getClass().getName() + ": " + e.getMessage());
    }
    lines.addAll(listener.events);
    return lines;
  }

  private static void run(String command, Flyway flyway, List<String> lines) {
    switch (command) {
      case "migrate" -> tell(flyway.migrate(), lines);
      case "info" -> {
        for (MigrationInfo migration : flyway.info().all()) {
          lines.add(
              migration.getVersion()
                  + " "
                  + migration.getScript()
                  + " "
                  + migration.getState()
                  + " "
                  + migration.getChecksum());
        }
      }
      case "validate" -> lines.add("valid: " + flyway.validateWithResult().validationSuccessful);
      case "repair" -> lines.add("repaired: " + flyway.repair().repairActions);
      case "baseline" -> lines.add("baseline: " + flyway.baseline().baselineVersion);
      case "clean" -> lines.add("cleaned: " + flyway.clean().schemasCleaned);
      case "type" -> {
        try (var connection = flyway.getConfiguration().getDataSource().getConnection()) {
          lines.add(
              DatabaseTypeRegister.getDatabaseTypeForConnection(
                      connection, flyway.getConfiguration())
                  .getClass()
                  .getName());
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
      default -> throw new IllegalArgumentException(command);
    }
  }

  private static void tell(MigrateResult result, List<String> lines) {
    lines.add(
        "migrated: %d from %s to %s, %s, warnings %s"
            .formatted(
                result.migrationsExecuted,
                result.initialSchemaVersion,
                result.targetSchemaVersion,
                result.success,
                result.warnings));
    for (MigrateOutput row : result.migrations) {
      lines.add("  %s %s %s %s".formatted(row.category, row.version, row.description, row.type));
    }
  }

  /** Hears all that Flyway tells. */
  private static final class Listener implements Callback {
    final List<String> events = new ArrayList<>();

    @Override
    public boolean supports(Event event, org.flywaydb.core.api.callback.Context context) {
      return true;
    }

    @Override
    public boolean canHandleInTransaction(
        Event event, org.flywaydb.core.api.callback.Context context) {
      return true;
    }

    @Override
    public void handle(Event event, org.flywaydb.core.api.callback.Context context) {
      MigrationInfo migration = context.getMigrationInfo();
      events.add(
          "event "
              + event.getId()
              + (migration == null ? "" : " " + migration.getScript())
              + (context.getStatement() == null
                  ? ""
                  : " " + context.getStatement().getSql().strip()));
    }

    @Override
    public String getCallbackName() {
      return "listener";
    }
  }

  private static void execute(Context context, String... statements) throws SQLException {
    try (Statement statement = context.getConnection().createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** In a transaction. */
  public static final class V50__Good extends BaseJavaMigration {
    @Override
    public void migrate(Context context) throws SQLException {
      execute(context, "create table by_java (id int)", "alter table by_java add column n int");
    }
  }

  /** Outside a transaction. */
  public static final class V51__Outside extends BaseJavaMigration {
    @Override
    public boolean canExecuteInTransaction() {
      return false;
    }

    @Override
    public void migrate(Context context) throws SQLException {
      execute(
          context,
          "create table outside (id int)",
          "create index concurrently outside_idx on outside (id)");
    }
  }

  /** Fails halfway. */
  public static final class V52__Bad extends BaseJavaMigration {
    @Override
    public void migrate(Context context) throws SQLException {
      execute(context, "create table half (id int)", "select nonsense");
    }
  }
}
