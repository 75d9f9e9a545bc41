/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.config.ConfiguredValue;
import dev.clearway.core.config.DidYouMean;
import dev.clearway.core.config.NameStyle;
import dev.clearway.core.config.ResolvedSettings;
import dev.clearway.core.config.Setting;
import dev.clearway.core.config.SettingSource;
import dev.clearway.core.config.SettingSource.Given;
import dev.clearway.core.config.SettingType;
import dev.clearway.core.config.Settings;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.preflight.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * All that was configured, read and checked, before anything is opened: the guard's settings,
 * Flyway's keys and the database's address, each with where it came from.
 */
public final class Setup {

  /** A comma ends an entry of a map only where another {@code key=} follows. */
  private static final Pattern NEXT_ENTRY = Pattern.compile(",(?=[A-Za-z0-9_.:-]+=)");

  private static final Pattern SECRET_NAME =
      Pattern.compile("password|passwd|secret|token|key$", Pattern.CASE_INSENSITIVE);

  private final Surroundings around;
  private final ResolvedSettings guard;
  private final Map<String, ConfiguredValue<?>> flyway;
  private final Map<String, ConfiguredValue<String>> entries;
  private final @Nullable Address address;

  private Setup(
      Surroundings around,
      ResolvedSettings guard,
      Map<String, ConfiguredValue<?>> flyway,
      Map<String, ConfiguredValue<String>> entries,
      @Nullable Address address) {
    this.around = around;
    this.guard = guard;
    this.flyway = flyway;
    this.entries = entries;
    this.address = address;
  }

  /**
   * Reads flags, environment and files.
   *
   * @param flags the texts given on the command line, by flag, such as {@code --lock-timeout}
   * @throws ConfigurationException with all that is wrong
   */
  public static Setup read(Surroundings around, Map<String, String> flags) {
    List<ConfigurationProblem> problems = new ArrayList<>();
    Map<String, String> guardFlags = new LinkedHashMap<>();
    Map<String, Given> flywayFlags = flywayFlags(around, flags, guardFlags, problems);
    Layers layers = Layers.collect(around, flywayFlags, problems);

    Map<String, ConfiguredValue<?>> flyway = new LinkedHashMap<>();
    Map<String, ConfiguredValue<String>> entries = new TreeMap<>();
    List<SettingSource> guardSources = new ArrayList<>();
    guardSources.add(SettingSource.flags(guardFlags, around.spelling()::origin));
    guardSources.add(SettingSource.environment(around.environment()));
    guardSources.add(SettingSource.flywayEnvironment(around.environment()));
    for (List<Given> layer : layers.layers()) {
      List<Given> forGuard = new ArrayList<>();
      for (Given given : layer) {
        if (given.name().startsWith("clearway.")) {
          forGuard.add(new Given("flyway." + given.name(), given.text(), given.origin()));
        } else {
          take(given, flyway, entries, problems);
        }
      }
      guardSources.add(new SettingSource(NameStyle.FLYWAY_KEY, forGuard));
    }
    ResolvedSettings guard = null;
    try {
      guard = SettingsResolver.resolve(guardSources);
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    Address address = Address.read(around, flyway, entries, problems).orElse(null);
    checkDriver(flyway, problems);
    if (guard == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Setup(around, guard, flyway, entries, address);
  }

  /** The flags that are Flyway's, by key; the rest goes to {@code guardFlags}. */
  private static Map<String, Given> flywayFlags(
      Surroundings around,
      Map<String, String> flags,
      Map<String, String> guardFlags,
      List<ConfigurationProblem> problems) {
    Map<String, String> keys = new HashMap<>();
    FlywayOptions.ALL.forEach(option -> keys.put(option.flag(), option.key()));
    keys.put("--config-files", "configFiles");
    Map<String, Given> givens = new LinkedHashMap<>();
    flags.forEach(
        (flag, text) -> {
          String origin = around.spelling().origin(flag);
          String key = keys.get(flag);
          if (key != null) {
            givens.put(key, new Given(key, text, origin));
          } else if (flag.equals("--placeholders") || flag.equals("--jdbc-properties")) {
            String map = flag.equals("--placeholders") ? "placeholders." : "jdbcProperties.";
            for (String entry : NEXT_ENTRY.split(text, -1)) {
              String[] sides = entry.split("=", 2);
              if (sides.length == 2 && !sides[0].isBlank()) {
                String name = map + sides[0].strip();
                givens.put(name, new Given(name, sides[1], origin));
              } else {
                problems.add(
                    new ConfigurationProblem(
                        flag, origin, origin + ": it takes name=value, repeated or with commas"));
              }
            }
          } else if (flag.equals("--password-file")) {
            password(around.directory().resolve(text), origin, problems)
                .ifPresent(line -> givens.put("password", new Given("password", line, origin)));
          } else {
            guardFlags.put(flag, text);
          }
        });
    return givens;
  }

  private static Optional<String> password(
      Path file, String origin, List<ConfigurationProblem> problems) {
    try {
      String text = Files.readString(file);
      String line = text.lines().findFirst().orElse("");
      if (!line.isEmpty()) {
        return Optional.of(line);
      }
      problems.add(
          new ConfigurationProblem("password", origin, origin + ": " + file + " is empty"));
    } catch (IOException e) {
      problems.add(new ConfigurationProblem("password", origin, origin + ": cannot read " + file));
    }
    return Optional.empty();
  }

  private static void take(
      Given given,
      Map<String, ConfiguredValue<?>> flyway,
      Map<String, ConfiguredValue<String>> entries,
      List<ConfigurationProblem> problems) {
    String key = given.name();
    Optional<FlywayOption<?>> option = FlywayOptions.find(key);
    if (option.isPresent()) {
      take(option.get().setting(), given, flyway, problems);
    } else if (FlywayOptions.MAPS.contains(key.split("\\.", 2)[0]) && key.contains(".")) {
      Setting<String> setting = Setting.of(key, SettingType.TEXT, "", "");
      if (SECRET_NAME.matcher(key).find()) {
        setting = setting.keptSecret();
      }
      entries.putIfAbsent(key, new ConfiguredValue<>(setting, given.text(), given.origin()));
    } else if (FlywayOptions.isPaid(key)) {
      if (FlywayOptions.needsPaidEdition(key, given.text())) {
        problems.add(
            new ConfigurationProblem(
                key,
                given.origin(),
                "%s: only a paid edition of Flyway has %s".formatted(given.origin(), key)));
      }
    } else if (!FlywayOptions.isWithoutEffect(key) && !key.equals("configFiles")) {
      List<String> known =
          new ArrayList<>(FlywayOptions.ALL.stream().map(FlywayOption::key).toList());
      Settings.EVERY.forEach(setting -> known.add("clearway." + setting.key()));
      problems.add(
          new ConfigurationProblem(
              key,
              given.origin(),
              given.origin() + ": there is no such key" + DidYouMean.hint(key, known)));
    }
  }

  private static <T> void take(
      Setting<T> setting,
      Given given,
      Map<String, ConfiguredValue<?>> flyway,
      List<ConfigurationProblem> problems) {
    try {
      T value = setting.type().parse(given.text());
      flyway.putIfAbsent(setting.key(), new ConfiguredValue<>(setting, value, given.origin()));
    } catch (IllegalArgumentException e) {
      problems.add(
          new ConfigurationProblem(
              setting.key(),
              given.origin(),
              "%s: %s does not take%s, %s; it takes %s"
                  .formatted(
                      given.origin(),
                      setting.key(),
                      setting.secret() ? "" : " \"" + given.text() + "\"",
                      e.getMessage(),
                      setting.type().accepts())));
    }
  }

  private static void checkDriver(
      Map<String, ConfiguredValue<?>> flyway, List<ConfigurationProblem> problems) {
    ConfiguredValue<?> driver = flyway.get("driver");
    if (driver != null && !driver.text().equals("org.postgresql.Driver")) {
      problems.add(
          new ConfigurationProblem(
              "driver",
              driver.origin(),
              driver.origin() + ": Clearway connects with org.postgresql.Driver only"));
    }
  }

  /** The guard's settings, each with where it came from. */
  public ResolvedSettings guard() {
    return guard;
  }

  /** What was given for Flyway, the connection included, in the catalogue's order. */
  public List<ConfiguredValue<?>> flyway() {
    List<ConfiguredValue<?>> values = new ArrayList<>();
    for (FlywayOption<?> option : FlywayOptions.ALL) {
      ConfiguredValue<?> value = flyway.get(option.key());
      if (option.key().equals("url")) {
        addressValue().ifPresent(values::add);
      } else if (value != null) {
        values.add(value);
      }
    }
    values.addAll(entries.values());
    return values;
  }

  /** The address without what is secret in it. */
  private Optional<ConfiguredValue<?>> addressValue() {
    return Optional.ofNullable(address).map(Address::shown);
  }

  /** The texts that must not be printed anywhere. */
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    entries.values().stream()
        .filter(value -> value.setting().secret())
        .forEach(value -> secrets.add(value.value()));
    guard.values().stream()
        .filter(value -> value.setting().secret())
        .forEach(value -> secrets.add(String.valueOf(value.value())));
    if (address != null && address.password() != null) {
      secrets.add(address.password());
    }
    return secrets;
  }

  /**
   * The database to migrate, with its migrations.
   *
   * @throws ConfigurationException when none was named, or Flyway refuses a value
   */
  public Target target() {
    return target(FlywayConfiguration.build(around, flyway, entries, address().dataSource()));
  }

  /**
   * The database alone, for what has nothing to do with migrations.
   *
   * @throws ConfigurationException when none was named
   */
  public Target database() {
    return target(new FluentConfiguration().dataSource(address().dataSource()));
  }

  private Target target(Configuration configuration) {
    Address database = address();
    return new Target(
        configuration,
        database.dataSource(),
        database.label(),
        number("connectRetries", 0),
        number("connectRetriesInterval", 120));
  }

  /** Whether a database is named at all. */
  public boolean hasDatabase() {
    return address != null;
  }

  private Address address() {
    if (address == null) {
      throw new ConfigurationException(
          List.of(
              new ConfigurationProblem(
                  "url",
                  ConfiguredValue.DEFAULT,
                  "no database is named: give %s, FLYWAY_URL, flyway.url in a file, or PGHOST and"
                          .formatted(around.spelling().of("--url"))
                      + " PGDATABASE")));
    }
    return address;
  }

  /**
   * Replicas of the database, with the same role and password.
   *
   * @param urls as {@code --url} takes them, without a password
   * @throws ConfigurationException when one cannot be read
   */
  public List<Replica> replicas(List<String> urls) {
    List<ConfigurationProblem> problems = new ArrayList<>();
    List<Replica> replicas = new ArrayList<>();
    for (String url : urls) {
      Map<String, ConfiguredValue<?>> values = new LinkedHashMap<>(flyway);
      Setting<String> setting = Setting.of("url", SettingType.TEXT, "", "");
      values.put(
          "url", new ConfiguredValue<>(setting, url, around.spelling().origin("--replica-url")));
      Address.read(around, values, entries, problems)
          .ifPresent(
              replica ->
                  replicas.add(
                      new Replica(replica.label(), () -> replica.dataSource().getConnection())));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return replicas;
  }

  private int number(String key, int otherwise) {
    ConfiguredValue<?> value = flyway.get(key);
    return value == null ? otherwise : (Integer) Objects.requireNonNull(value.value());
  }
}
