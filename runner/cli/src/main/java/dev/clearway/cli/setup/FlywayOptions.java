/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import dev.clearway.core.config.Setting;
import dev.clearway.core.config.SettingType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.baseline.BaselineMigrationConfigurationExtension;

/**
 * The catalogue of Flyway's keys: those that are handed on, those that have nothing to do here and
 * those that would change what a run does but need a paid edition. Any other key is an error.
 */
public final class FlywayOptions {

  /** A key that holds several values has one of these before its dot. */
  public static final Set<String> MAPS = Set.of("placeholders", "jdbcProperties");

  /** Keys of Flyway that mean nothing to a migration of PostgreSQL by Clearway. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "cleanDisabled",
          "color",
          "communityDBSupportEnabled",
          "configFileEncoding",
          "configurations",
          "displayName",
          "edition",
          "email",
          "environmentProvisionMode",
          "kerberosConfigFile",
          "licenseKey",
          "loggers",
          "outputFile",
          "outputLogsInJson",
          "outputProgress",
          "outputQueryResults",
          "outputType",
          "postgresql.transactional.lock",
          "powershellExecutable",
          "provisionMode",
          "reportEnabled",
          "reportFilename",
          "token",
          "undoSqlMigrationPrefix",
          "workingDirectory");

  /** The same for all keys that begin so: other databases, other commands of Flyway. */
  private static final List<String> SPACES_WITHOUT_EFFECT =
      List.of("check.", "code.", "deploy.", "oracle.", "propertyResolvers.", "sqlserver.");

  /** Keys that only a paid edition of Flyway obeys, and which value asks for nothing. */
  private static final Map<String, String> PAID =
      Map.of(
          "batch", "false",
          "cherryPick", "",
          "detectEncoding", "false",
          "dryRunOutput", "",
          "errorOverrides", "",
          "provisioner", "none",
          "stream", "false");

  /** All keys that are handed on, in the order of help texts. */
  public static final List<FlywayOption<?>> ALL = catalogue();

  private FlywayOptions() {}

  /** The option with this key. */
  public static Optional<FlywayOption<?>> find(String key) {
    for (FlywayOption<?> option : ALL) {
      if (option.key().equals(key)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether this is a key that may be handed on, or one of the guard's behind {@code clearway.}. A
   * build has properties like {@code flyway.version} too, which are nobody's setting.
   */
  public static boolean isKey(String key) {
    return key.startsWith("clearway.")
        || find(key).isPresent()
        || MAPS.contains(key.split("\\.", 2)[0]);
  }

  /** Whether Clearway can pass over this key. */
  static boolean isWithoutEffect(String key) {
    return WITHOUT_EFFECT.contains(key) || SPACES_WITHOUT_EFFECT.stream().anyMatch(key::startsWith);
  }

  /** Whether only a paid edition obeys this key with this value. */
  static boolean needsPaidEdition(String key, String text) {
    return PAID.containsKey(key) && !text.isBlank() && !text.strip().equals(PAID.get(key));
  }

  /** Whether the key is one that a paid edition obeys. */
  static boolean isPaid(String key) {
    return PAID.containsKey(key);
  }

  private static List<FlywayOption<?>> catalogue() {
    List<FlywayOption<?>> options = new ArrayList<>();

    // the connection: Clearway makes the data source itself
    options.add(text("url", "database, as jdbc:postgresql:// or postgresql://"));
    options.add(text("user", "role to connect as"));
    options.add(
        new FlywayOption<>(
            Setting.of("password", SettingType.TEXT, "", "its password").keptSecret(),
            false,
            (flyway, value) -> {}));
    options.add(text("environment", "which of flyway.toml's environments to use"));
    options.add(
        common(
            SettingType.NUMBER,
            "connectRetries",
            0,
            "how often to try again to connect",
            (flyway, value) -> flyway.connectRetries(value)));
    options.add(
        rare(
            SettingType.NUMBER,
            "connectRetriesInterval",
            120,
            "longest pause before trying again to connect, in seconds",
            (flyway, value) -> flyway.connectRetriesInterval(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "driver",
            "org.postgresql.Driver",
            "JDBC driver; only PostgreSQL's own",
            (flyway, value) -> {}));
    options.add(
        rare(
            SettingType.TEXT,
            "initSql",
            "",
            "SQL to run on each new connection",
            (flyway, value) -> flyway.initSql(value)));

    // which migrations, and where to
    options.add(
        common(
            SettingType.LIST,
            "locations",
            List.of("filesystem:sql"),
            "where the migrations are",
            (flyway, value) -> flyway.locations(array(value))));
    options.add(
        common(
            SettingType.LIST,
            "schemas",
            List.of(),
            "schemas that Flyway manages; the first is the default",
            (flyway, value) -> flyway.schemas(array(value))));
    options.add(
        common(
            SettingType.TEXT,
            "defaultSchema",
            "",
            "schema of the history table, and the default one",
            (flyway, value) -> flyway.defaultSchema(value)));
    options.add(
        common(
            SettingType.TEXT,
            "table",
            "flyway_schema_history",
            "name of the history table",
            (flyway, value) -> flyway.table(value)));
    options.add(
        common(
            SettingType.TEXT,
            "target",
            "latest",
            "version up to which to migrate",
            (flyway, value) -> {
              // Flyway itself looks when it is at work, and then it seems that a migration failed
              MigrationVersion.fromVersion(value.replaceFirst("\\?$", ""));
              flyway.target(value);
            }));
    options.add(
        common(
            SettingType.YES_NO,
            "outOfOrder",
            false,
            "also apply versions below the current one",
            (flyway, value) -> flyway.outOfOrder(value)));
    options.add(
        common(
            SettingType.YES_NO,
            "baselineOnMigrate",
            false,
            "baseline a schema that has tables but no history",
            (flyway, value) -> flyway.baselineOnMigrate(value)));
    options.add(
        common(
            SettingType.TEXT,
            "baselineVersion",
            "1",
            "version of that baseline",
            (flyway, value) -> flyway.baselineVersion(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "baselineDescription",
            "<< Flyway Baseline >>",
            "description of that baseline",
            (flyway, value) -> flyway.baselineDescription(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "baselineMigrationPrefix",
            "B",
            "file name prefix of baseline migrations",
            (flyway, value) ->
                Objects.requireNonNull(
                        flyway.getConfigurationExtension(
                            BaselineMigrationConfigurationExtension.class))
                    .setBaselineMigrationPrefix(value)));
    options.add(
        common(
            SettingType.YES_NO,
            "group",
            false,
            "all pending migrations in one transaction",
            (flyway, value) -> flyway.group(value)));
    options.add(
        common(
            SettingType.YES_NO,
            "mixed",
            false,
            "let a script mix transactional and other statements",
            (flyway, value) -> flyway.mixed(value)));
    options.add(
        common(
            SettingType.YES_NO,
            "validateOnMigrate",
            true,
            "compare checksums before migrating",
            (flyway, value) -> flyway.validateOnMigrate(value)));
    options.add(
        common(
            SettingType.LIST,
            "ignoreMigrationPatterns",
            List.of("*:future"),
            "migrations that validation passes over",
            (flyway, value) -> flyway.ignoreMigrationPatterns(array(value))));
    options.add(
        common(
            SettingType.TEXT,
            "installedBy",
            "",
            "name for the history table instead of the role",
            (flyway, value) -> flyway.installedBy(value)));
    options.add(
        rare(
            SettingType.YES_NO,
            "createSchemas",
            true,
            "create the schemas that are missing",
            (flyway, value) -> flyway.createSchemas(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "tablespace",
            "",
            "tablespace of the history table",
            (flyway, value) -> flyway.tablespace(value)));
    options.add(
        rare(
            SettingType.YES_NO,
            "skipExecutingMigrations",
            false,
            "write the history only, run nothing",
            (flyway, value) -> flyway.skipExecutingMigrations(value)));
    options.add(
        rare(
            SettingType.YES_NO,
            "failOnMissingLocations",
            true,
            "refuse a location that does not exist; Flyway's own default is false",
            (flyway, value) -> flyway.failOnMissingLocations(value)));
    options.add(
        rare(
            SettingType.NUMBER,
            "lockRetryCount",
            50,
            "how often to try for Flyway's own lock, a second apart",
            (flyway, value) -> flyway.lockRetryCount(value)));

    // how to read them
    options.add(
        rare(
            SettingType.TEXT,
            "encoding",
            "UTF-8",
            "encoding of the scripts",
            (flyway, value) -> flyway.encoding(value)));
    options.add(
        rare(
            SettingType.YES_NO,
            "executeInTransaction",
            true,
            "run scripts in a transaction unless they say otherwise",
            (flyway, value) -> flyway.executeInTransaction(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "sqlMigrationPrefix",
            "V",
            "file name prefix of versioned migrations",
            (flyway, value) -> flyway.sqlMigrationPrefix(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "repeatableSqlMigrationPrefix",
            "R",
            "file name prefix of repeatable migrations",
            (flyway, value) -> flyway.repeatableSqlMigrationPrefix(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "sqlMigrationSeparator",
            "__",
            "what stands between version and description in a file name",
            (flyway, value) -> flyway.sqlMigrationSeparator(value)));
    options.add(
        rare(
            SettingType.LIST,
            "sqlMigrationSuffixes",
            List.of(".sql"),
            "file name suffixes of migrations",
            (flyway, value) -> flyway.sqlMigrationSuffixes(array(value))));
    options.add(
        rare(
            SettingType.YES_NO,
            "validateMigrationNaming",
            false,
            "refuse files whose name is not understood",
            (flyway, value) -> flyway.validateMigrationNaming(value)));
    options.add(
        rare(
            SettingType.YES_NO,
            "placeholderReplacement",
            true,
            "replace placeholders",
            (flyway, value) -> flyway.placeholderReplacement(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "placeholderPrefix",
            "${",
            "how a placeholder begins",
            (flyway, value) -> flyway.placeholderPrefix(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "placeholderSuffix",
            "}",
            "how a placeholder ends",
            (flyway, value) -> flyway.placeholderSuffix(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "placeholderSeparator",
            ":",
            "what stands between the parts of a built-in placeholder's name",
            (flyway, value) -> flyway.placeholderSeparator(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "scriptPlaceholderPrefix",
            "FP__",
            "how a placeholder begins in other scripts than SQL",
            (flyway, value) -> flyway.scriptPlaceholderPrefix(value)));
    options.add(
        rare(
            SettingType.TEXT,
            "scriptPlaceholderSuffix",
            "__",
            "how a placeholder ends in other scripts than SQL",
            (flyway, value) -> flyway.scriptPlaceholderSuffix(value)));

    // code
    options.add(
        rare(
            SettingType.LIST,
            "jarDirs",
            List.of(),
            "directories whose jars hold Java migrations and callbacks",
            (flyway, value) -> {}));
    options.add(
        rare(
            SettingType.LIST,
            "callbackLocations",
            List.of(),
            "where callbacks are, besides the locations",
            (flyway, value) -> flyway.callbackLocations(array(value))));
    options.add(
        rare(
            SettingType.LIST,
            "callbacks",
            List.of(),
            "classes of callbacks",
            (flyway, value) -> flyway.callbacks(array(value))));
    options.add(
        rare(
            SettingType.YES_NO,
            "skipDefaultCallbacks",
            false,
            "leave out SQL callbacks",
            (flyway, value) -> flyway.skipDefaultCallbacks(value)));
    options.add(
        rare(
            SettingType.LIST,
            "resolvers",
            List.of(),
            "classes of migration resolvers",
            (flyway, value) -> flyway.resolvers(array(value))));
    options.add(
        rare(
            SettingType.YES_NO,
            "skipDefaultResolvers",
            false,
            "leave out Flyway's own resolvers",
            (flyway, value) -> flyway.skipDefaultResolvers(value)));
    return List.copyOf(options);
  }

  private static FlywayOption<String> text(String key, String doc) {
    return common(SettingType.TEXT, key, "", doc, (flyway, value) -> {});
  }

  private static <T> FlywayOption<T> common(
      SettingType<T> type,
      String key,
      T defaultValue,
      String doc,
      BiConsumer<FluentConfiguration, T> apply) {
    return new FlywayOption<>(Setting.of(key, type, defaultValue, doc), true, apply);
  }

  private static <T> FlywayOption<T> rare(
      SettingType<T> type,
      String key,
      T defaultValue,
      String doc,
      BiConsumer<FluentConfiguration, T> apply) {
    return new FlywayOption<>(Setting.of(key, type, defaultValue, doc), false, apply);
  }

  private static String[] array(List<String> texts) {
    return texts.toArray(String[]::new);
  }
}
