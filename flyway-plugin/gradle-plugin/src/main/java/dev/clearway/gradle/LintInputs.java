/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import java.io.File;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gradle.api.file.RegularFileProperty;

/** The files that lint's findings depend on. */
final class LintInputs {

  /** Where Clearway looks when nobody says where scripts are. */
  static final String USUAL_LOCATION = "src/main/resources/db/migration";

  private static final String RESOURCES = "src/main/resources/";

  /** Flyway's configuration files in a project, which need not be named. */
  private static final List<String> FLYWAYS =
      List.of("flyway.toml", "flyway.user.toml", "flyway.conf", "conf/flyway.conf");

  private static final String OWN = "clearway-lint.toml";

  private LintInputs() {}

  /** Whether this is one of Flyway's configuration files, and it is there. */
  static boolean isFlyways(File file) {
    String name = file.getName();
    return file.exists() && !name.equals(OWN) && (name.endsWith(".toml") || name.endsWith(".conf"));
  }

  /** All configuration that lint may read, there or not. */
  static Set<File> configuration(
      File directory,
      Map<String, String> settings,
      RegularFileProperty baseline,
      RegularFileProperty lintConfig) {
    Set<File> files = new LinkedHashSet<>();
    FLYWAYS.forEach(name -> files.add(new File(directory, name)));
    files.add(new File(directory, OWN));
    names(settings, "configFiles").forEach(name -> files.add(resolve(directory, name)));
    for (RegularFileProperty named : List.of(baseline, lintConfig)) {
      if (named.isPresent()) {
        files.add(named.get().getAsFile());
      }
    }
    return files;
  }

  /** All directories where scripts may be. */
  static Set<File> directories(File directory, List<Map<String, String>> layers) {
    Set<File> directories = new LinkedHashSet<>();
    directories.add(new File(directory, USUAL_LOCATION));
    for (Map<String, String> layer : layers) {
      for (String location : names(layer, "locations")) {
        String path = location.substring(location.indexOf(':') + 1);
        directories.add(resolve(directory, path));
        directories.add(resolve(directory, RESOURCES + path));
      }
    }
    return directories;
  }

  private static List<String> names(Map<String, String> settings, String key) {
    List<String> names = new ArrayList<>();
    for (String name : settings.getOrDefault(key, "").split(",", -1)) {
      if (!name.isBlank()) {
        names.add(name.strip());
      }
    }
    return names;
  }

  private static File resolve(File directory, String path) {
    return directory.toPath().resolve(path).toFile();
  }
}
