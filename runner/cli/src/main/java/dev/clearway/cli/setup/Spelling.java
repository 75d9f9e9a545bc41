/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * How whoever runs a command writes the names of its flags, so that messages name what was really
 * typed: {@code --lock-timeout} on the command line, {@code <lockTimeout>} in a pom.
 *
 * @param place what such a name is there: flag, parameter
 * @param name the name, for a flag such as {@code --lock-timeout}
 */
public record Spelling(String place, UnaryOperator<String> name) {

  /** The command line's own. */
  public static final Spelling FLAGS = new Spelling("flag", flag -> flag);

  private static final Pattern SEPARATED = Pattern.compile("-([a-z])");

  /** Elements of a Maven plugin's configuration. */
  public static final Spelling MAVEN = new Spelling("parameter", flag -> "<" + key(flag) + ">");

  /** Where a value came from: {@code flag --lock-timeout}. */
  public String origin(String flag) {
    return place + " " + name.apply(flag);
  }

  /** The name alone, for advice: {@code --lock-timeout}. */
  public String of(String flag) {
    return name.apply(flag);
  }

  /** Whether a value with this origin was given in this spelling. */
  public boolean isOriginOf(String origin) {
    return origin.startsWith(place + " ");
  }

  /** {@code lockTimeout} for {@code --lock-timeout}. */
  public static String key(String flag) {
    return SEPARATED
        .matcher(flag.substring(2))
        .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
  }
}
