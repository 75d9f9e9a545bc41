/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code flyway { }} of Flyway's own plugin says, so that it need not be said twice. Read by
 * reflection: the plugin need not be there, and its version is its user's choice. Its extension
 * keeps a public field for each key.
 */
final class FlywayExtensionValues {

  private FlywayExtensionValues() {}

  /** The values by key; nothing where there is no such extension. */
  static Map<String, String> of(@Nullable Object extension) {
    Map<String, String> values = new LinkedHashMap<>();
    if (extension == null) {
      return values;
    }
    for (Field field : extension.getClass().getFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        put(field.getName(), value(field, extension), values);
      }
    }
    return values;
  }

  private static @Nullable Object value(Field field, Object extension) {
    try {
      return field.get(extension);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a public field of flyway { } cannot be read", e);
    }
  }

  private static void put(String key, @Nullable Object value, Map<String, String> values) {
    if (value instanceof Map<?, ?> map) {
      // keys of Flyway's plugins are whole names already: pluginConfiguration = ['clearway...': 1]
      String prefix = key.equals("pluginConfiguration") ? "" : key + ".";
      map.forEach((name, text) -> values.put(prefix + name, String.valueOf(text)));
    } else if (value instanceof Object[] array) {
      if (array.length > 0) {
        values.put(key, String.join(",", Arrays.stream(array).map(String::valueOf).toList()));
      }
    } else if (value != null) {
      values.put(key, value.toString());
    }
  }
}
