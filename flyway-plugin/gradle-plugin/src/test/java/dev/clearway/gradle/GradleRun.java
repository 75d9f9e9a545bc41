/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import dev.clearway.testkit.ChildProcess;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Real builds of the projects in src/it. */
final class GradleRun {

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path SAMPLES = Path.of("src", "it").toAbsolutePath();

  private GradleRun() {}

  static ChildProcess of(Path project, TestDatabase database, String... arguments)
      throws Exception {
    return on(project, database, arguments).run();
  }

  /** One that is not started yet. */
  static ChildProcess.Builder on(Path project, TestDatabase database, String... arguments)
      throws Exception {
    return on(project, arguments)
        .with("DATABASE_URL", database.jdbcUrl())
        .with("DATABASE_USER", database.user())
        .with("DATABASE_PASSWORD", database.password());
  }

  /** Ends the daemon that the builds have started. */
  static void stopDaemons() throws Exception {
    on(Files.createDirectories(TARGET.resolve("it")), "--stop").run();
  }

  /** Without a database. */
  static ChildProcess.Builder on(Path project, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(GradleInstallation.in(TARGET.resolve("gradle")).command());
    command.addAll(List.of("--offline", "--console=plain", "-g", TARGET + "/gradle-home"));
    // where this build's plugins come from; other builds have a repository manager for that
    command.addAll(List.of("-I", SAMPLES.resolve("repositories.gradle").toString()));
    command.add("-Dorg.gradle.daemon.idletimeout=120000");
    command.add("-Pbuilt=" + repository().toUri());
    command.add("-Pdownloaded=" + Path.of(System.getProperty("maven.repository")).toUri());
    command.addAll(List.of(arguments));
    return ChildProcess.of(command).in(project);
  }

  /** What was just built, with the artifact by whose name Gradle finds a plugin. */
  private static Path repository() throws IOException {
    String version = System.getProperty("clearway.version");
    String name = "dev.clearway.gradle.plugin";
    Path repository = TARGET.resolve("local-repo");
    Path folder =
        Files.createDirectories(
            repository.resolve("dev").resolve("clearway").resolve(name).resolve(version));
    Files.copy(
        Path.of("marker", "pom.xml"),
        folder.resolve(name + "-" + version + ".pom"),
        StandardCopyOption.REPLACE_EXISTING);
    return repository;
  }
}
