/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function or procedure.
 *
 * @param volatility {@code pg_proc.provolatile}: i immutable, s stable, v volatile
 * @param language such as {@code sql}, {@code plpgsql}, {@code c}
 * @param body its text; null where that is not known, or cannot change anything
 * @param settings {@code pg_proc.proconfig}: what SET clauses say, {@code name=value} each
 */
public record Routine(
    char volatility, String language, @Nullable String body, List<String> settings) {

  public Routine {
    settings = List.copyOf(settings);
  }

  public boolean isVolatile() {
    return volatility == 'v';
  }

  /** The server's own, written in C: what it does is in its manual. */
  public boolean isBuiltIn() {
    return language.equals("internal");
  }

  /** The search path that it runs with; null for its caller's. */
  public @Nullable String searchPath() {
    for (String setting : settings) {
      if (setting.startsWith("search_path=")) {
        return setting.substring(setting.indexOf('=') + 1);
      }
    }
    return null;
  }
}
