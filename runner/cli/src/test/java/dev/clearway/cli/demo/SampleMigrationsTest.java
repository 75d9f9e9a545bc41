/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

@PostgresTest
class SampleMigrationsTest {

  private static final Path DIRECTORY =
      Path.of(System.getProperty("clearway.root"), "sample-migrations");

  @Test
  void plainFlywayAppliesThemAll(TestDatabase database) throws Exception {
    int applied =
        new PlainFlyway()
            .migrate(
                new PlainFlyway.Job(
                    database.dataSource(), "filesystem:" + DIRECTORY, null, null, false));

    assertThat(applied).isEqualTo(scripts().size()).isGreaterThan(15);
    assertThat(database.queryLong("SELECT count(*) FROM order_overview")).isEqualTo(5_000);
    assertThat(
            database.queryLong(
                "SELECT count(*) FROM pg_constraint WHERE NOT convalidated AND connamespace ="
                    + " 'public'::regnamespace"))
        .isZero();
  }

  @Test
  void clearwayAppliesThemAllWithFlywaysDefaults(TestDatabase database) throws Exception {
    int applied =
        Flyway.configure()
            .dataSource(database.dataSource())
            .locations("filesystem:" + DIRECTORY)
            .load()
            .migrate()
            .migrationsExecuted;

    assertThat(applied).isEqualTo(scripts().size());
    // What Clearway applied is what plain Flyway knows, checksum by checksum.
    assertThat(
            new PlainFlyway()
                .migrate(
                    new PlainFlyway.Job(
                        database.dataSource(), "filesystem:" + DIRECTORY, null, null, true)))
        .isZero();
  }

  @Test
  void theReadmeNamesEachOfThem() throws IOException {
    var readme = Files.readString(DIRECTORY.resolve("README.md"));

    assertThat(scripts())
        .allSatisfy(script -> assertThat(readme).contains("`" + script.replace(".sql", "`")));
  }

  @Test
  @PostgresTest(template = Shop.class)
  void theNextOneIsTheOneThatTheDemoSpeaksOf(TestDatabase database) throws Exception {
    new PlainFlyway()
        .migrate(new PlainFlyway.Job(database.dataSource(), Shop.LOCATION, Shop.NEXT, null, true));

    var script = Files.readString(DIRECTORY.resolve(Shop.NEXT_SCRIPT));
    assertThat(script).contains("\n" + Shop.NEXT_SQL + ";");
    assertThat(
            database.queryStrings(
                "SELECT script FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1"))
        .containsExactly(Shop.NEXT_SCRIPT);
    assertThat(database.queryLong("SELECT count(*) FROM orders WHERE note IS NULL"))
        .isEqualTo(5_000);
  }

  private static List<String> scripts() throws IOException {
    try (var files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.endsWith(".sql"))
          .toList();
    }
  }
}
