/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.config.DidYouMean;
import dev.clearway.core.config.SettingSource.Given;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Everything that was given, place by place, the strongest first, each name as Flyway's key without
 * {@code flyway.}.
 *
 * @param environment the chosen environment of TOML files
 */
record Layers(String environment, List<List<Given>> layers) {

  private static final String FLYWAY = "flyway.";
  private static final String ENVIRONMENTS = "environments.";

  /** {@code ${env.NAME}} and the like in an environment's values. */
  private static final Pattern RESOLVER = Pattern.compile("\\$\\{([^.}]+)\\.([^}]+)}");

  private static final Pattern VERBATIM = Pattern.compile("!\\{(.*)}", Pattern.DOTALL);

  /**
   * Collects flags, environment variables and files.
   *
   * @param flags by key, such as {@code outOfOrder}, {@code placeholders.name}
   * @param problems where to put what is wrong
   */
  static Layers collect(
      Surroundings around, Map<String, Given> flags, List<ConfigurationProblem> problems) {
    List<Given> variables = variables(around, problems);
    Function<String, Optional<Given>> asked =
        key ->
            Optional.ofNullable(flags.get(key))
                .or(() -> variables.stream().filter(g -> g.name().equals(key)).findFirst());
    List<ConfigFile> files = new ArrayList<>();
    try {
      Optional<Given> named = asked.apply("configFiles");
      files.addAll(
          ConfigFile.find(
              around,
              named.map(given -> names(given.text())).orElse(List.of()),
              named.map(Given::origin).orElse("")));
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }

    Optional<Given> chosen = asked.apply("environment");
    String environment =
        chosen
            .map(Given::text)
            .orElseGet(() -> last(files, "flyway.environment").orElse("default"));
    Set<String> known = environments(files);
    boolean named = chosen.isPresent() || last(files, "flyway.environment").isPresent();
    if (named && !known.contains(environment)) {
      String origin = chosen.map(Given::origin).orElse("flyway.environment");
      problems.add(
          new ConfigurationProblem(
              "environment",
              origin,
              origin
                  + ": no file has the environment "
                  + environment
                  + (known.isEmpty() ? "" : "; there is " + String.join(", ", known))));
    }

    List<List<Given>> layers = new ArrayList<>();
    layers.add(List.copyOf(flags.values()));
    layers.add(variables);
    layers.add(around.inherited());
    for (int i = files.size() - 1; i >= 0; i--) {
      layers.add(environmentPart(files.get(i), environment, around, problems));
    }
    for (int i = files.size() - 1; i >= 0; i--) {
      layers.add(flywayPart(files.get(i), problems));
    }
    return new Layers(environment, layers);
  }

  private static List<Given> variables(Surroundings around, List<ConfigurationProblem> problems) {
    Map<String, String> keys = new TreeMap<>();
    FlywayOptions.ALL.forEach(option -> keys.put(option.variable(), option.key()));
    keys.put("FLYWAY_CONFIG_FILES", "configFiles");
    List<Given> givens = new ArrayList<>();
    new TreeMap<>(around.environment())
        .forEach(
            (name, text) -> {
              String origin = "environment " + name;
              String key = keys.get(name);
              if (key != null) {
                givens.add(new Given(key, text, origin));
              } else if (name.startsWith("FLYWAY_PLACEHOLDERS_")) {
                givens.add(new Given("placeholders." + rest(name), text, origin));
              } else if (name.startsWith("FLYWAY_JDBC_PROPERTIES_")) {
                givens.add(new Given("jdbcProperties." + rest(name), text, origin));
              } else if (name.startsWith("flyway_")) {
                String dotted = name.substring(FLYWAY.length()).replace('_', '.');
                givens.add(new Given(dotted, text, origin));
              } else if (name.startsWith("FLYWAY_") && !name.startsWith("FLYWAY_CLEARWAY_")) {
                // an image's FLYWAY_VERSION and the like are nobody's mistake; a near miss is
                DidYouMean.nearest(name.substring(7), shortened(keys.keySet()))
                    .ifPresent(
                        near ->
                            problems.add(
                                new ConfigurationProblem(
                                    name,
                                    origin,
                                    "%s: there is no such variable; did you mean FLYWAY_%s?"
                                        .formatted(origin, near))));
              }
            });
    return givens;
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static String rest(String variable) {
    String prefix =
        variable.startsWith("FLYWAY_P") ? "FLYWAY_PLACEHOLDERS_" : "FLYWAY_JDBC_PROPERTIES_";
    return variable.substring(prefix.length()).toLowerCase(Locale.ROOT);
  }

  private static List<String> shortened(Collection<String> variables) {
    return variables.stream().map(variable -> variable.substring("FLYWAY_".length())).toList();
  }

  private static Optional<String> last(List<ConfigFile> files, String key) {
    return files.stream()
        .filter(file -> file.toml() && file.entries().containsKey(key))
        .reduce((weaker, stronger) -> stronger)
        .map(file -> file.entries().get(key));
  }

  private static Set<String> environments(List<ConfigFile> files) {
    return files.stream()
        .flatMap(file -> file.entries().keySet().stream())
        .filter(key -> key.startsWith(ENVIRONMENTS))
        .map(key -> key.split("\\.", 3)[1])
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<Given> environmentPart(
      ConfigFile file,
      String environment,
      Surroundings around,
      List<ConfigurationProblem> problems) {
    String prefix = ENVIRONMENTS + environment + ".";
    List<Given> givens = new ArrayList<>();
    file.entries()
        .forEach(
            (key, text) -> {
              if (key.startsWith(prefix)) {
                String name = key.substring(prefix.length());
                String origin = file.shown() + " " + key;
                if (name.startsWith(FLYWAY)) {
                  givens.add(given(name.substring(FLYWAY.length()), text, origin));
                } else if (!name.startsWith("resolvers.")) {
                  givens.add(new Given(name, resolve(text, origin, around, problems), origin));
                }
              }
            });
    return givens;
  }

  private static List<Given> flywayPart(ConfigFile file, List<ConfigurationProblem> problems) {
    List<Given> givens = new ArrayList<>();
    file.entries()
        .forEach(
            (key, text) -> {
              String origin = file.shown() + " " + key;
              if (key.startsWith(FLYWAY)) {
                givens.add(given(key.substring(FLYWAY.length()), text, origin));
              } else if (!file.toml() || !isOfAnotherTool(key)) {
                String hint = DidYouMean.hint(key.split("\\.", 2)[0], List.of("flyway"));
                problems.add(
                    new ConfigurationProblem(
                        key, origin, origin + ": this is no key of Flyway's" + hint));
              }
            });
    return givens;
  }

  /** Tables of TOML that belong to Flyway Desktop and others; a near miss is a mistake. */
  private static boolean isOfAnotherTool(String key) {
    String table = key.split("\\.", 2)[0];
    return table.equals("environments")
        || DidYouMean.nearest(table, List.of("flyway", "environments")).isEmpty();
  }

  private static Given given(String key, String text, String origin) {
    return new Given(key.equals("migrationResolvers") ? "resolvers" : key, text, origin);
  }

  private static String resolve(
      String text, String origin, Surroundings around, List<ConfigurationProblem> problems) {
    var verbatim = VERBATIM.matcher(text.strip());
    if (verbatim.matches()) {
      return verbatim.group(1);
    }
    return RESOLVER
        .matcher(text)
        .replaceAll(
            match -> {
              String name = match.group(2).strip();
              String value =
                  match.group(1).strip().equals("env") ? around.environment().get(name) : null;
              if (value == null) {
                problems.add(
                    new ConfigurationProblem(
                        origin,
                        origin,
                        match.group(1).strip().equals("env")
                            ? origin + ": there is no environment variable " + name
                            : origin
                                + ": Clearway has no resolver "
                                + match.group(1)
                                + ", only env"));
              }
              return Matcher.quoteReplacement(value == null ? "" : value);
            });
  }
}
