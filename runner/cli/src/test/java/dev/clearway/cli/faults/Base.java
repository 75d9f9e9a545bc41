/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import dev.clearway.testkit.DatabaseTemplate;
import dev.clearway.testkit.TestDatabase;

/** The database before the first migration. */
final class Base implements DatabaseTemplate {
  @Override
  public void prepare(TestDatabase database) throws Exception {
    database.execute(Snapshot.resource("base.sql"));
  }
}
