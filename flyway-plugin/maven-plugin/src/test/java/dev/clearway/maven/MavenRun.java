/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import dev.clearway.testkit.SampleProject;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real build of one of the projects in src/it, by the Maven that runs this build. */
record MavenRun(int exitCode, String output) {

  private static final Path TARGET = Path.of("target");

  /** A fresh copy of a project, with the first migrations of the shop in it. */
  static Path project(String name, String module, int migrations) throws IOException {
    return SampleProject.copy(Path.of("src", "it", name), module, migrations);
  }

  static MavenRun of(Path project, TestDatabase database, String... arguments) throws Exception {
    List<String> given = new ArrayList<>();
    given.add("-Ddatabase.url=" + database.jdbcUrl());
    given.add("-Ddatabase.user=" + database.user());
    given.add("-Ddatabase.password=" + database.password());
    given.addAll(List.of(arguments));
    return of(project, settings(database.user(), database.password()), given);
  }

  /** With these settings, and without a database. */
  static MavenRun of(Path project, Path settings, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
    command.addAll(List.of("-B", "-ntp", "-s", settings.toString()));
    command.add("-Dmaven.repo.local=" + TARGET.resolve("local-repo").toAbsolutePath());
    command.addAll(arguments);
    Path output = Files.createTempFile(TARGET.resolve("it"), "build", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    // what the outer build was started with is not meant for this one
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException("the build hangs:\n" + Files.readString(output));
      }
    } finally {
      process.destroyForcibly();
    }
    return new MavenRun(process.exitValue(), Files.readString(output));
  }

  /** Maven's settings with this user and password for the server {@code shop-db}. */
  static Path settings(String user, String password) throws IOException {
    Path file = Files.createTempFile(TARGET.resolve("it"), "settings", ".xml").toAbsolutePath();
    String local = Path.of(System.getProperty("maven.repository")).toUri().toString();
    Files.writeString(
        file,
        Files.readString(Path.of("src", "it", "settings.xml"))
            .replace("LOCAL_REPOSITORY", local)
            .replace("USER", user)
            .replace("PASSWORD", password));
    return file;
  }
}
