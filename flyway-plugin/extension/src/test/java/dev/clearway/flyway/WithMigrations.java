/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a database and a directory of migrations of its own. */
@PostgresTest
abstract class WithMigrations {

  @TempDir Path directory;

  Migrations migrations;

  @BeforeEach
  void noMigrations(TestDatabase database) {
    migrations = new Migrations(directory, database);
  }
}
