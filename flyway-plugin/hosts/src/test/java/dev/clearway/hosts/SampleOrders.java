/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.hosts;

import dev.clearway.testkit.DatabaseTemplate;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;

/** The first of the sample application's migrations is applied, the second is to come. */
public final class SampleOrders implements DatabaseTemplate {

  /** Its migrations, which all samples have in common. */
  static final Path MIGRATIONS =
      Path.of("src/it/spring-boot-4/src/main/resources/db/migration").toAbsolutePath();

  @Override
  public void prepare(TestDatabase database) throws Exception {
    Flyway.configure()
        .dataSource(database.dataSource())
        .locations("filesystem:" + MIGRATIONS)
        .target("1")
        .load()
        .migrate();
    database.execute("ANALYZE");
  }
}
