/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A directory of migrations, and Flyway set up for it as a user would. */
final class Migrations {

  private final Path directory;
  private final TestDatabase database;
  private final Map<String, String> settings = new HashMap<>();

  Migrations(Path directory, TestDatabase database) {
    this.directory = directory;
    this.database = database;
  }

  Migrations with(String script, String sql) {
    try {
      Files.writeString(directory.resolve(script), sql);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A key as in Flyway's configuration files. */
  Migrations set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  FluentConfiguration configuration() {
    FluentConfiguration configuration =
        Flyway.configure().dataSource(database.dataSource()).locations("filesystem:" + directory);
    if (!settings.isEmpty()) {
      configuration.configuration(settings);
    }
    return configuration;
  }

  Flyway flyway() {
    return configuration().load();
  }
}
