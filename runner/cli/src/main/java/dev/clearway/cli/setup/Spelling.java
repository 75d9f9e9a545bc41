/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import java.util.Locale;

/**
 * How whoever runs a command writes the names of its flags, so that messages name what was really
 * typed: {@code --lock-timeout} on the command line, {@code <lockTimeout>} in a pom.
 */
public enum Spelling {
  /** The command line's own. */
  FLAGS("flag"),

  /** Elements of a Maven plugin's configuration. */
  MAVEN("parameter"),

  /** Properties of a Gradle extension, and of a Gradle build, which have the same names. */
  GRADLE("property");

  private final String place;

  Spelling(String place) {
    this.place = place;
  }

  /** Where a value came from: {@code flag --lock-timeout}. */
  public String origin(String flag) {
    return place + " " + of(flag);
  }

  /** The name alone, for advice: {@code --lock-timeout}. */
  public String of(String flag) {
    return switch (this) {
      case FLAGS -> flag;
      case MAVEN -> "<" + key(flag) + ">";
      case GRADLE -> "clearway." + key(flag);
    };
  }

  /** A setting as one gives it for one run: {@code --lock-timeout 2s}. */
  public String given(String flag, String value) {
    return switch (this) {
      case FLAGS -> flag + " " + value;
      case MAVEN -> "-Dclearway." + key(flag) + "=" + value;
      case GRADLE -> "-Pclearway." + key(flag) + "=" + value;
    };
  }

  /** How a command is run: {@code clearway migrate}. */
  public String command(String name) {
    return switch (this) {
      case FLAGS -> "clearway " + name;
      case MAVEN -> "mvn clearway:" + name;
      case GRADLE ->
          "gradle clearway" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    };
  }

  /** Where a person finds what a command takes. */
  public String help(String name) {
    return switch (this) {
      case FLAGS -> "run  %s --help  to see what it takes".formatted(command(name));
      case MAVEN ->
          "run  mvn clearway:help -Ddetail -Dgoal=%s  to see what it takes".formatted(name);
      case GRADLE -> "correct it in the build file";
    };
  }

  /** Whether a value with this origin was given in this spelling. */
  public boolean isOriginOf(String origin) {
    return origin.startsWith(place + " ");
  }

  /** {@code lockTimeout} for {@code --lock-timeout}. */
  public static String key(String flag) {
    StringBuilder key = new StringBuilder();
    boolean upper = false;
    for (int i = 2; i < flag.length(); i++) {
      char c = flag.charAt(i);
      boolean separator =
          c == '-'
              && i + 1 < flag.length()
              && flag.charAt(i + 1) >= 'a'
              && flag.charAt(i + 1) <= 'z';
      if (!separator) {
        key.append(upper ? Character.toUpperCase(c) : c);
      }
      upper = separator;
    }
    return key.toString();
  }
}
