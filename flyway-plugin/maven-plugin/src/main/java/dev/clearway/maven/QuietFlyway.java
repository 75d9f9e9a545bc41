/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import org.flywaydb.core.api.logging.Log;

/**
 * Flyway's own log in a goal of ours: nothing. What it has to say is in our lines and exceptions,
 * and there without data, while Flyway also prints what a migration says with {@code RAISE NOTICE}.
 */
final class QuietFlyway implements Log {

  @Override
  public void debug(String message) {}

  @Override
  public void info(String message) {}

  @Override
  public void warn(String message) {}

  @Override
  public void error(String message) {}

  @Override
  public void error(String message, Exception e) {}

  @Override
  public void notice(String message) {}
}
