/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.lint;

import java.util.List;

/** How Flyway is told to read file names. */
public record NamePrefixes(
    String versioned,
    String undo,
    String repeatable,
    String baseline,
    String separator,
    List<String> suffixes) {

  /** Flyway's own. */
  public static final NamePrefixes DEFAULT =
      new NamePrefixes("V", "U", "R", "B", "__", List.of(".sql"));

  public NamePrefixes {
    suffixes = List.copyOf(suffixes);
  }

  boolean isScript(String fileName) {
    for (String suffix : suffixes) {
      if (fileName.endsWith(suffix)) {
        return true;
      }
    }
    return false;
  }
}
