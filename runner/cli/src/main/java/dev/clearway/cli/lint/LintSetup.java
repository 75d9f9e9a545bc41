/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.lint;

import dev.clearway.cli.setup.Setup;
import dev.clearway.cli.setup.Spelling;
import dev.clearway.cli.setup.Surroundings;
import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.config.ConfiguredValue;
import dev.clearway.core.lint.LintSettings;
import dev.clearway.core.lint.Runner;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What lint takes from Flyway's configuration, and from its own. */
public final class LintSetup {

  /** Where migrations mostly are. */
  private static final List<String> USUAL_PLACES =
      List.of("sql", "db/migration", "src/main/resources/db/migration", "migrations");

  private static final String PREFIX = "FLYWAY_";

  private static final List<String> FILES =
      List.of("flyway.toml", "flyway.user.toml", "flyway.conf", "conf/flyway.conf");

  /**
   * What lint goes by of all that Flyway can be told, the entries of {@code placeholders} apart.
   */
  public static final Set<String> KEYS =
      Set.of(
          "baselineMigrationPrefix",
          "defaultSchema",
          "encoding",
          "group",
          "locations",
          "mixed",
          "placeholderPrefix",
          "placeholderReplacement",
          "placeholderSuffix",
          "repeatableSqlMigrationPrefix",
          "schemas",
          "sqlMigrationPrefix",
          "sqlMigrationSeparator",
          "sqlMigrationSuffixes",
          "undoSqlMigrationPrefix");

  private final Map<String, String> flyway;
  private final Map<String, String> placeholders;
  private final LintConfig config;
  private final @Nullable Runner runner;
  private final @Nullable Integer major;

  private LintSetup(
      Map<String, String> flyway,
      Map<String, String> placeholders,
      LintConfig config,
      @Nullable Runner runner,
      @Nullable Integer major) {
    this.flyway = flyway;
    this.placeholders = placeholders;
    this.config = config;
    this.runner = runner;
    this.major = major;
  }

  /** Whether anything says how Flyway is to be configured: reading that takes a moment. */
  public static boolean isConfigured(Surroundings around) {
    // without streams and lambdas, as all that every run does: the first use of each takes as long
    // as the work itself
    boolean configured = !around.inherited().isEmpty();
    for (String name : around.environment().keySet()) {
      configured |= name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }
    for (String name : FILES) {
      configured |=
          Files.exists(around.directory().resolve(name))
              || Files.exists(around.home().resolve(name));
    }
    return configured;
  }

  /** Without a configuration of Flyway's. */
  public static LintSetup of(LintConfig config, @Nullable Runner runner, @Nullable Integer major) {
    return new LintSetup(Map.of(), Map.of(), config, runner, major);
  }

  /** With one. */
  public static LintSetup of(
      Setup setup, LintConfig config, @Nullable Runner runner, @Nullable Integer major) {
    Map<String, String> flyway = new HashMap<>();
    Map<String, String> placeholders = new HashMap<>();
    for (ConfiguredValue<?> value : setup.flyway()) {
      String key = value.setting().key();
      String prefix = "placeholders.";
      if (key.startsWith(prefix)) {
        placeholders.put(key.substring(prefix.length()), String.valueOf(value.value()));
      } else if (!value.setting().secret()) {
        flyway.put(key, value.text());
      }
    }
    return new LintSetup(flyway, placeholders, config, runner, major);
  }

  private String get(String key, String otherwise) {
    if (!KEYS.contains(key)) {
      throw new IllegalArgumentException(key + " is not in the list of what lint goes by");
    }
    return flyway.getOrDefault(key, otherwise);
  }

  /** What the rules go by. */
  public LintSettings settings() {
    LintSettings plain = LintSettings.DEFAULT;
    boolean replaced = !get("placeholderReplacement", "true").equals("false");
    return new LintSettings(
        config.severities(),
        config.exemptions(),
        runner == null ? plain.runner() : runner,
        major == null ? plain.major() : major,
        get("mixed", "false").equals("true"),
        get("group", "false").equals("true"),
        plain.transactionalLock(),
        searchPath(),
        placeholders,
        replaced ? get("placeholderPrefix", plain.placeholderPrefix()) : "",
        get("placeholderSuffix", plain.placeholderSuffix()));
  }

  private List<String> searchPath() {
    String schema = get("defaultSchema", "");
    if (schema.isEmpty()) {
      List<String> schemas = list(get("schemas", ""));
      schema = schemas.isEmpty() ? "public" : schemas.get(0);
    }
    return schema.equals("public") ? List.of("public") : List.of(schema, "public");
  }

  /** How file names are read. */
  public NamePrefixes prefixes() {
    NamePrefixes plain = NamePrefixes.DEFAULT;
    List<String> suffixes = list(get("sqlMigrationSuffixes", ".sql"));
    return new NamePrefixes(
        get("sqlMigrationPrefix", plain.versioned()),
        get("undoSqlMigrationPrefix", plain.undo()),
        get("repeatableSqlMigrationPrefix", plain.repeatable()),
        get("baselineMigrationPrefix", plain.baseline()),
        get("sqlMigrationSeparator", plain.separator()),
        suffixes.isEmpty() ? plain.suffixes() : suffixes);
  }

  public Charset charset() {
    try {
      return Charset.forName(get("encoding", "UTF-8"));
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8;
    }
  }

  /**
   * The directories of Flyway's locations; without a configuration those where migrations mostly
   * are.
   *
   * @throws ConfigurationException if there is none
   */
  public List<String> locations(Surroundings around) {
    Path directory = around.directory();
    List<String> usual =
        around.spelling() == Spelling.FLAGS ? USUAL_PLACES : List.of(around.usualLocation());
    List<String> configured = list(get("locations", ""));
    List<String> found;
    if (configured.isEmpty()) {
      found =
          usual.stream()
              .filter(name -> Files.isDirectory(directory.resolve(name)))
              .limit(1)
              .toList();
    } else {
      found = configured.stream().flatMap(name -> place(directory, name).stream()).toList();
    }
    if (found.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              new ConfigurationProblem(
                  "locations",
                  around.spelling().origin("--locations"),
                  "no scripts are named, and there is no directory "
                      + String.join(", ", configured.isEmpty() ? usual : configured))));
    }
    return found;
  }

  /** A location of the class path is looked for where builds have it. */
  private static List<String> place(Path directory, String location) {
    int colon = location.indexOf(':');
    String scheme = colon < 0 ? "" : location.substring(0, colon);
    String path = location.substring(colon + 1);
    List<String> candidates =
        scheme.equals("filesystem") || scheme.isEmpty()
            ? List.of(path, "src/main/resources/" + path)
            : List.of("src/main/resources/" + path, path);
    return candidates.stream()
        .filter(name -> Files.isDirectory(directory.resolve(name)))
        .limit(1)
        .toList();
  }

  private static List<String> list(String text) {
    List<String> entries = new ArrayList<>();
    for (String entry : text.split(",", -1)) {
      if (!entry.isBlank()) {
        entries.add(entry.strip());
      }
    }
    return entries;
  }
}
