/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What one place says about settings, as text. The factories pick what is theirs; whether a name
 * exists and a value is good is for {@link SettingsResolver} to say.
 *
 * @param style how the names are spelt in it
 * @param given in the order in which errors are to be reported
 */
public record SettingSource(NameStyle style, List<Given> given) {

  /** Variables that start with {@code CLEARWAY_} and are no settings. */
  private static final Set<String> OTHER_VARIABLES = Set.of("CLEARWAY_OPTS", "CLEARWAY_ARCHIVE");

  /**
   * What Kubernetes puts into the environment of every container beside a service that is called
   * {@code clearway}.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("CLEARWAY_(PORT|SERVICE_HOST|SERVICE_PORT)(_.*)?");

  /**
   * One name with its value.
   *
   * @param name in the source's spelling
   * @param origin for people; see {@link ConfiguredValue}
   */
  public record Given(String name, String text, String origin) {}

  public SettingSource {
    given = List.copyOf(given);
  }

  /**
   * Command line flags.
   *
   * @param values by flag, such as {@code --lock-timeout}
   */
  public static SettingSource flags(Map<String, String> values) {
    return flags(values, name -> "flag " + name);
  }

  /**
   * Flags under whatever name they were given.
   *
   * @param values by flag, such as {@code --lock-timeout}
   * @param origin for people, by flag
   */
  public static SettingSource flags(Map<String, String> values, UnaryOperator<String> origin) {
    return of(NameStyle.FLAG, values, origin);
  }

  /** The variables of an environment that start with {@code CLEARWAY_}. */
  public static SettingSource environment(Map<String, String> environment) {
    List<Given> given = new ArrayList<>();
    environment.forEach(
        (name, text) -> {
          if (name.startsWith("CLEARWAY_")
              && !OTHER_VARIABLES.contains(name)
              && !SERVICE_LINK.matcher(name).matches()) {
            given.add(new Given(name, text, "environment " + name));
          }
        });
    return new SettingSource(NameStyle.ENVIRONMENT, given);
  }

  /** The variables of an environment that start with {@code FLYWAY_CLEARWAY_}. */
  public static SettingSource flywayEnvironment(Map<String, String> environment) {
    List<Given> given = new ArrayList<>();
    environment.forEach(
        (name, text) -> {
          if (name.startsWith("FLYWAY_CLEARWAY_")) {
            given.add(new Given(name, text, "environment " + name));
          }
        });
    return new SettingSource(NameStyle.FLYWAY_ENVIRONMENT, given);
  }

  /**
   * A configuration of Flyway.
   *
   * @param place for people: a file's name, or {@code Flyway configuration}
   * @param values by Flyway key, such as {@code flyway.clearway.lockTimeout}; other keys than
   *     {@code flyway.clearway.*} are not looked at
   */
  public static SettingSource flyway(String place, Map<String, String> values) {
    List<Given> given = new ArrayList<>();
    values.forEach(
        (name, text) -> {
          if (name.startsWith("flyway.clearway.")) {
            given.add(new Given(name, text, place + " " + name));
          }
        });
    return new SettingSource(NameStyle.FLYWAY_KEY, given);
  }

  /**
   * A host's own object that has the keys as they are: a Maven element, a Gradle property.
   *
   * @param place for people
   * @param values by key, such as {@code lockTimeout}
   */
  public static SettingSource keys(String place, Map<String, String> values) {
    return of(NameStyle.KEY, values, name -> place + " " + name);
  }

  private static SettingSource of(
      NameStyle style, Map<String, String> values, UnaryOperator<String> origin) {
    List<Given> given = new ArrayList<>();
    values.forEach((name, text) -> given.add(new Given(name, text, origin.apply(name))));
    return new SettingSource(style, given);
  }
}
