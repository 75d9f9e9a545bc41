/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import dev.clearway.testkit.DatabaseTemplate;
import dev.clearway.testkit.TestDatabase;

/**
 * The web shop of the sample migrations, up to the one that adds a column to its hot table: that is
 * the next to be applied.
 */
public final class Shop implements DatabaseTemplate {

  /** The sample migrations, on the class path. */
  public static final String LOCATION = "classpath:dev/clearway/cli/demo/shop";

  /** The version that it is at. */
  static final String HERE = "4";

  /** The version that comes next. */
  public static final String NEXT = "5";

  /** Its file. */
  static final String NEXT_SCRIPT = "V5__orders_note.sql";

  /** What it does. */
  static final String NEXT_SQL = "ALTER TABLE orders ADD COLUMN note text";

  @Override
  public void prepare(TestDatabase database) throws Exception {
    new PlainFlyway()
        .migrate(new PlainFlyway.Job(database.dataSource(), LOCATION, HERE, null, true));
    database.execute("ANALYZE");
  }
}
