/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads the recipes of docs/pipelines. */
final class Recipes {

  private Recipes() {}

  static Path file(String name) {
    return HostDocs.ROOT.resolve("docs/pipelines").resolve(name);
  }

  static Map<String, Object> yaml(Path file) throws IOException {
    return yaml(Files.readString(file));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> yaml(String text) {
    LoadSettings strict =
        LoadSettings.builder().setAllowDuplicateKeys(false).setSchema(new CoreSchema()).build();
    return (Map<String, Object>) new Load(strict).loadFromString(text);
  }

  /** What is below a path of keys and, as numbers, of places in lists. */
  @SuppressWarnings("unchecked")
  static <T> T at(Object yaml, Object... path) {
    Object here = yaml;
    for (Object step : path) {
      here =
          step instanceof Integer place
              ? ((List<Object>) here).get(place)
              : ((Map<String, Object>) here).get(step);
    }
    return (T) here;
  }
}
