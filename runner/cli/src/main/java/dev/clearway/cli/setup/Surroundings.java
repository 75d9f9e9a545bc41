/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import dev.clearway.core.config.SettingSource.Given;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command sees of the process around it. Passed in, so that a test can be several machines.
 *
 * @param environment its environment variables
 * @param directory the working directory, absolute
 * @param home the user's home directory
 * @param spelling how flags are written there
 * @param inherited what a build tool knows of Flyway's configuration already: keys without {@code
 *     flyway.}; weaker than the environment, stronger than files
 */
public record Surroundings(
    Map<String, String> environment,
    Path directory,
    Path home,
    Spelling spelling,
    List<Given> inherited) {

  public Surroundings {
    environment = Map.copyOf(environment);
    inherited = List.copyOf(inherited);
  }

  /** Those of a command line. */
  public Surroundings(Map<String, String> environment, Path directory, Path home) {
    this(environment, directory, home, Spelling.FLAGS, List.of());
  }

  /** Those of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(), Path.of("").toAbsolutePath(), Path.of(System.getProperty("user.home")));
  }

  /** Where migrations are looked for when nobody says where. */
  public String usualLocation() {
    return spelling == Spelling.FLAGS ? "sql" : "src/main/resources/db/migration";
  }

  /** A variable's value; null where it is not set or empty. */
  @Nullable String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** A path for people: relative to the working directory where it lies below it. */
  public String show(Path path) {
    return path.startsWith(directory) ? directory.relativize(path).toString() : path.toString();
  }
}
