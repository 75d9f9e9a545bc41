/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import java.util.function.ToIntFunction;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * The part of {@link PlainFlyway} that touches Flyway: {@link PlainFlywayClassLoader} loads it
 * anew.
 */
public final class PlainMigration implements ToIntFunction<PlainFlyway.Job> {

  @Override
  public int applyAsInt(PlainFlyway.Job job) {
    var configuration =
        Flyway.configure(PlainMigration.class.getClassLoader())
            .dataSource(job.dataSource())
            .locations(job.location());
    configuration
        .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(job.transactionalLock());
    if (job.target() != null) {
      configuration.target(job.target());
    }
    if (job.initSql() != null) {
      configuration.initSql(job.initSql());
    }
    return configuration.load().migrate().migrationsExecuted;
  }
}
