/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import java.io.Serializable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.gradle.api.Transformer;

/** A property's value as text, by its key; a map has a key for each of its entries. */
final class Entries implements Transformer<Map<String, String>, Object>, Serializable {

  private final String key;

  Entries(String key) {
    this.key = key;
  }

  @Override
  public Map<String, String> transform(Object value) {
    Map<String, String> entries = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, text) -> entries.put(key + "." + name, String.valueOf(text)));
    } else if (value instanceof Collection<?> list) {
      // Gradle makes an empty list of a list that is not there
      if (!list.isEmpty()) {
        entries.put(key, list.stream().map(String::valueOf).collect(Collectors.joining(",")));
      }
    } else {
      entries.put(key, value.toString());
    }
    return entries;
  }
}
