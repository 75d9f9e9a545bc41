/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import java.util.List;

/**
 * What a pending script will lock.
 *
 * @param name the script's
 * @param statements one entry for each of its statements, in order
 */
public record ScriptForecast(String name, List<StatementForecast> statements) {

  public ScriptForecast {
    statements = List.copyOf(statements);
  }
}
