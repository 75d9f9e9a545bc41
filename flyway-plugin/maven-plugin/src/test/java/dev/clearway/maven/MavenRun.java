/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import dev.clearway.testkit.ChildProcess;
import dev.clearway.testkit.SampleProject;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Real builds of the projects in src/it, by the Maven that runs this build. */
final class MavenRun {

  private static final Path TARGET = Path.of("target");

  private MavenRun() {}

  /** A fresh copy of a project, with the first migrations of the shop in it. */
  static Path project(String name, String module, int migrations) throws IOException {
    return SampleProject.copy(Path.of("src", "it", name), module, migrations);
  }

  static ChildProcess of(Path project, TestDatabase database, String... arguments)
      throws Exception {
    List<String> given = new ArrayList<>();
    given.add("-Ddatabase.url=" + database.jdbcUrl());
    given.add("-Ddatabase.user=" + database.user());
    given.add("-Ddatabase.password=" + database.password());
    given.addAll(List.of(arguments));
    return of(project, settings(database.user(), database.password()), given);
  }

  /** With these settings, and without a database. */
  static ChildProcess of(Path project, Path settings, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
    command.addAll(List.of("-B", "-ntp", "-s", settings.toString()));
    command.add("-Dmaven.repo.local=" + TARGET.resolve("local-repo").toAbsolutePath());
    command.addAll(arguments);
    // most of what a short build costs is the compilation of what it runs once
    return ChildProcess.of(command)
        .in(project)
        .with("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .run();
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
