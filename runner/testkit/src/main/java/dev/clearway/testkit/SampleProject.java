/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Projects of build tools, to be built by a test. */
public final class SampleProject {

  private SampleProject() {}

  /**
   * A fresh copy of a project below {@code target/it}, with the shop's first migrations in {@code
   * src/main/resources/db/migration}.
   *
   * @param original the project's folder, with all that belongs to it
   * @param module the folder in it that the migrations belong to; empty for the project itself
   * @param migrations how many of {@code sample-migrations}, and all that are repeatable
   */
  public static Path copy(Path original, String module, int migrations) throws IOException {
    Path target = Files.createDirectories(Path.of("target", "it")).toAbsolutePath();
    Path copy = Files.createTempDirectory(target, String.valueOf(original.getFileName()));
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : files.toList()) {
        Path place = copy.resolve(original.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(place);
        } else {
          Files.copy(file, place);
        }
      }
    }
    Path sql =
        Files.createDirectories(copy.resolve(module).resolve("src/main/resources/db/migration"));
    Path samples = Path.of(System.getProperty("clearway.root"), "sample-migrations");
    try (Stream<Path> files = Files.list(samples)) {
      for (Path file : files.toList()) {
        String script = String.valueOf(file.getFileName());
        boolean versioned = script.matches("V\\d+__.*") && version(script) <= migrations;
        if (versioned || script.startsWith("R__")) {
          Files.copy(file, sql.resolve(script));
        }
      }
    }
    return copy;
  }

  private static int version(String script) {
    return Integer.parseInt(script.substring(1, script.indexOf('_')));
  }
}
