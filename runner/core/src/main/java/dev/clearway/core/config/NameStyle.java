/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.util.Locale;

/** How a setting's key is written where it can be given. One key, five spellings. */
public enum NameStyle {
  /** {@code lockTimeout}: directives, Maven elements, Gradle properties. */
  KEY,
  /** {@code --lock-timeout}. */
  FLAG,
  /** {@code CLEARWAY_LOCK_TIMEOUT}. */
  ENVIRONMENT,
  /** {@code flyway.clearway.lockTimeout}. */
  FLYWAY_KEY,
  /** {@code FLYWAY_CLEARWAY_LOCK_TIMEOUT}: the spelling that Flyway derives from its key. */
  FLYWAY_ENVIRONMENT;

  /** The spelling of {@code key}, which is in camel case. */
  public String of(String key) {
    return switch (this) {
      case KEY -> key;
      case FLAG -> "--" + separated(key, '-').toLowerCase(Locale.ROOT);
      case ENVIRONMENT -> "CLEARWAY_" + separated(key, '_').toUpperCase(Locale.ROOT);
      case FLYWAY_KEY -> "flyway.clearway." + key;
      case FLYWAY_ENVIRONMENT -> "FLYWAY_CLEARWAY_" + separated(key, '_').toUpperCase(Locale.ROOT);
    };
  }

  private static String separated(String key, char separator) {
    return key.replaceAll("([A-Z])", separator + "$1");
  }
}
