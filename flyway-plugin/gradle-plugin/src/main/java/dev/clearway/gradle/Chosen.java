/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.gradle.api.Transformer;

/**
 * Takes out of settings what a task has no use for.
 *
 * @see #forLint
 * @see #forCommands
 */
final class Chosen implements Transformer<Map<String, String>, Map<String, String>>, Serializable {

  /** Properties of single tasks, which are no settings. */
  private static final Set<String> OF_ONE_TASK =
      Set.of(
          "failOn",
          "since",
          "baseline",
          "lintConfig",
          "lintFormat",
          "run",
          "reportFormat",
          "output");

  private static final Set<String> PATHS = Set.of("locations", "configFiles");

  private final boolean lint;
  private final String prefix;
  private final String directory;

  private Chosen(boolean lint, String prefix, String directory) {
    this.lint = lint;
    this.prefix = prefix;
    this.directory = directory;
  }

  /**
   * What lint goes by. Names that nobody knows are left in, for they are mistakes to be told.
   *
   * @param prefix of the names that come in, and is taken away
   * @param directory of the project: paths below it become relative, so that what is cached serves
   *     other checkouts too
   */
  static Chosen forLint(String prefix, String directory) {
    return new Chosen(true, prefix, directory);
  }

  /** Everything but the password, which has a way of its own. */
  static Chosen forCommands(String prefix) {
    return new Chosen(false, prefix, "");
  }

  @Override
  public Map<String, String> transform(Map<String, String> settings) {
    Map<String, String> chosen = new LinkedHashMap<>();
    settings.forEach(
        (name, text) -> {
          String key = name.substring(prefix.length());
          if (isWanted(key)) {
            boolean path = !directory.isEmpty() && PATHS.contains(key);
            chosen.put(key, path ? text.replace(directory + "/", "") : text);
          }
        });
    return chosen;
  }

  private boolean isWanted(String key) {
    if (OF_ONE_TASK.contains(key)) {
      return false;
    }
    if (!lint) {
      return !prefix.equals(ClearwayPlugin.OURS) || !key.equals("password");
    }
    return SettingKeys.OF_LINT.contains(key)
        || key.equals("configFiles")
        || key.startsWith("placeholders.")
        || (prefix.equals(ClearwayPlugin.OURS) && !SettingKeys.isKnown(key));
  }
}
