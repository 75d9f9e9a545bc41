/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.setup.Surroundings;
import dev.clearway.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A command that was run inside the test's process, with an environment of its own. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(Path directory, Map<String, String> environment, String... args) {
    return withInput("", directory, environment, args);
  }

  /** With something on standard input. */
  static CommandRun withInput(
      String input, Path directory, Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Host host =
        new Host(
            new Surroundings(environment, directory, directory),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            StandardCharsets.UTF_8,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    int exitCode = Main.run(host, args);
    return new CommandRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The environment that makes {@code database} the one to migrate. */
  static Map<String, String> environment(TestDatabase database) {
    return Map.of(
        "FLYWAY_URL", database.jdbcUrl(),
        "FLYWAY_USER", database.user(),
        "FLYWAY_PASSWORD", database.password(),
        "FLYWAY_LOCATIONS", "filesystem:sql");
  }

  /** Standard output, which must be one JSON object and nothing else. */
  JsonNode json() {
    return JsonMapper.builder().build().readTree(out);
  }
}
