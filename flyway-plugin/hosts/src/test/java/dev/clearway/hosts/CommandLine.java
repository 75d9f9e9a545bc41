/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.ChildProcess;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A {@code clearway} for the PATH of a recipe, and the place that the recipe runs in. */
final class CommandLine {

  private static final Path CLI = HostDocs.ROOT.resolve("runner/cli/target");

  private CommandLine() {}

  /** The folder with the command, unpacked as the Dockerfile does it. */
  static Path folder() throws Exception {
    Path archive;
    try (Stream<Path> files = Files.list(CLI)) {
      archive = files.filter(file -> file.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
    }
    Path place = Files.createTempDirectory(HostDocs.TARGET, "opt");
    unpack(archive, place);
    String name = archive.getFileName().toString().replace(".tar.gz", "");
    return place.resolve(name).resolve("bin");
  }

  static void unpack(Path archive, Path folder) throws Exception {
    ChildProcess tar =
        ChildProcess.of(List.of("tar", "-xf", archive.toString(), "-C", folder.toString())).run();
    assertThat(tar.exitCode()).as(tar.output()).isZero();
  }

  /** A folder with a command of that name in it that does something else. */
  static Path executable(String script) throws IOException {
    Path folder = Files.createTempDirectory(HostDocs.TARGET, "bin");
    Path command = folder.resolve("clearway");
    Files.writeString(command, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  /** A repository's checkout with the sample's migrations. */
  static Path checkout() throws IOException {
    Path checkout = Files.createTempDirectory(HostDocs.TARGET, "checkout");
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
