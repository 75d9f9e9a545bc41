/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Migrations that are applied together to the base.
 *
 * @param name the name of their folder
 * @param folder where they are
 * @param flags what this set needs to be told beyond what all need
 */
record MigrationSet(String name, Path folder, List<String> flags) {

  private static final Map<String, List<String>> FLAGS =
      Map.of(
          "mixed", List.of("--mixed"),
          "long", List.of("--mixed"),
          "maintenance", List.of("--mixed"),
          "group", List.of("--group"));

  private static final Map<String, String> LOCATIONS =
      Map.of("java", "classpath:dev/clearway/cli/faults/migrations");

  static List<MigrationSet> all() {
    try (Stream<Path> folders = Files.list(root())) {
      return folders.filter(Files::isDirectory).sorted().map(MigrationSet::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MigrationSet named(String name) {
    return of(root().resolve(name));
  }

  private static MigrationSet of(Path folder) {
    String name = folder.getFileName().toString();
    List<String> flags = new ArrayList<>(FLAGS.getOrDefault(name, List.of()));
    String java = LOCATIONS.get(name);
    flags.add("--locations");
    flags.add("filesystem:" + folder + (java == null ? "" : "," + java));
    return new MigrationSet(name, folder, List.copyOf(flags));
  }

  /** Whether this is a statement of its SQL scripts. */
  boolean contains(String statement) {
    if (statement.length() < "CLUSTER".length()) {
      return false;
    }
    try (Stream<Path> scripts = Files.list(folder)) {
      for (Path script : scripts.filter(p -> p.toString().endsWith(".sql")).toList()) {
        if (Files.readString(script).contains(statement)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    try {
      return Path.of(Objects.requireNonNull(MigrationSet.class.getResource("sets")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
