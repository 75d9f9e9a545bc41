/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

/**
 * A setting's value and where it came from.
 *
 * @param origin for people: {@code flag --lock-timeout}, {@code environment CLEARWAY_LOCK_TIMEOUT},
 *     {@code flyway.toml flyway.clearway.lockTimeout}, {@code default}
 */
public record ConfiguredValue<T>(Setting<T> setting, T value, String origin) {

  /** The origin of a value that nobody gave. */
  public static final String DEFAULT = "default";

  /** The value as text, masked when it is secret. */
  public String text() {
    return setting.show(value);
  }

  /** {@code lockTimeout 1s (default)}. */
  @Override
  public String toString() {
    return setting.key() + " " + text() + " (" + origin + ")";
  }
}
