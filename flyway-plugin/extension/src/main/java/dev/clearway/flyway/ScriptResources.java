/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** The files behind the scripts that Flyway has resolved, by the script's name. Thread-safe. */
final class ScriptResources {

  private final Map<String, LoadableResource> resources = new ConcurrentHashMap<>();

  void add(@Nullable LoadableResource resource) {
    if (resource != null && resource.getRelativePath() != null) {
      resources.put(resource.getRelativePath(), resource);
    }
  }

  /** Null for a Java migration. */
  @Nullable LoadableResource find(String script) {
    return resources.get(script);
  }
}
