/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Migrations as small as they come, one statement each, by turns a new table, a column on a table
 * that is there, and a row: an ordinary mix, because new tables alone would spare Clearway the work
 * that it does before it locks something.
 */
final class TrivialMigrations {

  private TrivialMigrations() {}

  static void write(Path directory, int count) throws IOException {
    for (int version = 1; version <= count; version++) {
      int table = (version + 2) / 3;
      String sql =
          switch (version % 3) {
            case 1 -> "CREATE TABLE t%d (id bigint PRIMARY KEY, name text);\n";
            case 2 -> "ALTER TABLE t%d ADD COLUMN note text;\n";
            default -> "INSERT INTO t%d (id, name) VALUES (1, 'first');\n";
          };
      Files.writeString(
          directory.resolve("V" + version + "__step.sql"), Figures.format(sql, table));
    }
  }
}
