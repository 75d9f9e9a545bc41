/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults.migrations;

import java.sql.Statement;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

/** Does what shows when it is done twice. */
public final class V2__Count extends BaseJavaMigration {

  @Override
  public void migrate(Context context) throws Exception {
    try (Statement statement = context.getConnection().createStatement()) {
      statement.execute("INSERT INTO journal VALUES ('Java 2')");
      statement.execute("UPDATE counters SET n = n * 2 + 1 WHERE name = 'b'");
      statement.execute("ALTER TABLE items ADD COLUMN weight int");
      statement.execute("UPDATE items SET weight = line WHERE order_id < 20");
    }
  }
}
