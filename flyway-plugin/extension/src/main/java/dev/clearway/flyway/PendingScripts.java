/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.jspecify.annotations.Nullable;

/** The scripts that Flyway has found, by their name relative to their location. */
final class PendingScripts {

  private final Map<String, SqlScript> scripts = new ConcurrentHashMap<>();

  void add(SqlScript script) {
    LoadableResource resource = script.getResource();
    if (resource != null && resource.getRelativePath() != null) {
      scripts.put(resource.getRelativePath(), script);
    }
  }

  /** Null for what is not SQL. */
  @Nullable SqlScript find(String script) {
    return scripts.get(script);
  }
}
