/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real build of one of the projects in src/it. */
record GradleRun(int exitCode, String output) {

  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /** One that is not waited for. */
  record Started(Process process, Path log) {

    GradleRun join() throws Exception {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException("the build hangs:\n" + Files.readString(log));
      }
      return new GradleRun(process.exitValue(), Files.readString(log));
    }
  }

  static GradleRun of(Path project, TestDatabase database, String... arguments) throws Exception {
    return start(project, database, arguments).join();
  }

  static Started start(Path project, TestDatabase database, String... arguments) throws Exception {
    return start(
        project,
        Map.of(
            "DATABASE_URL", database.jdbcUrl(),
            "DATABASE_USER", database.user(),
            "DATABASE_PASSWORD", database.password()),
        arguments);
  }

  /** Ends the daemon that the builds have started. */
  static void stopDaemons() throws Exception {
    start(Files.createDirectories(TARGET.resolve("it")), Map.of(), "--stop").join();
  }

  static Started start(Path project, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(GradleInstallation.in(TARGET.resolve("gradle")).command());
    command.addAll(List.of("--offline", "--console=plain", "-g", TARGET + "/gradle-home"));
    command.add("-Dorg.gradle.daemon.idletimeout=120000");
    command.add("-Pbuilt=" + repository().toUri());
    command.add("-Pdownloaded=" + Path.of(System.getProperty("maven.repository")).toUri());
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(Files.createDirectories(TARGET.resolve("it")), "build", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // what the outer build was started with is not meant for this one
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(MAVEN|GRADLE|JAVA|FLYWAY|CLEARWAY|PG).*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return new Started(builder.start(), log);
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
