/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** A {@code clearway} for the PATH of a recipe, and the place that the recipe runs in. */
final class CommandLine {

  private static final Path CLI = HostDocs.ROOT.resolve("runner/cli/target");

  private CommandLine() {}

  /** A folder with the command in it, of the jar that was just built. */
  static Path folder() throws IOException {
    Path jar;
    try (Stream<Path> files = Files.list(CLI)) {
      jar =
          files
              .filter(
                  file ->
                      file.getFileName().toString().matches("clearway-cli-[^-]+(-SNAPSHOT)?\\.jar"))
              .findFirst()
              .orElseThrow();
    }
    return executable(
        "exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s:%s/*:%s/*' dev.clearway.cli.Main \"$@\""
            .formatted(ChildProcess.java(), jar, CLI.resolve("lib"), CLI.resolve("clearway/lib")));
  }

  /** A folder with a command of that name in it that does something else. */
  static Path executable(String script) throws IOException {
    Path folder = Files.createTempDirectory(ChildProcess.TARGET, "bin");
    Path command = folder.resolve("clearway");
    Files.writeString(command, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  /** A repository's checkout with the sample's migrations. */
  static Path checkout() throws IOException {
    Path checkout = Files.createTempDirectory(ChildProcess.TARGET, "checkout");
    Path scripts = Files.createDirectories(checkout.resolve("db/migration"));
    try (Stream<Path> files = Files.list(SampleOrders.MIGRATIONS)) {
      for (Path file : files.toList()) {
        Files.copy(file, scripts.resolve(file.getFileName()));
      }
    }
    return checkout;
  }

  static ChildProcess.Builder with(ChildProcess.Builder process, TestDatabase database) {
    return process
        .with("FLYWAY_URL", database.jdbcUrl())
        .with("FLYWAY_USER", database.user())
        .with("FLYWAY_PASSWORD", database.password())
        .with("FLYWAY_LOCATIONS", "filesystem:db/migration");
  }

  static String path(Path folder) {
    return folder + System.getProperty("path.separator") + System.getenv("PATH");
  }
}
