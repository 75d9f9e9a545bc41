/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.cli.demo.PlainFlyway;
import dev.clearway.cli.demo.Shop;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** A way to apply the shop's next migration. */
enum Contender {

  /** Flyway 13 with its defaults. */
  PLAIN {
    @Override
    void migrate(TestDatabase database) {
      FLYWAY.migrate(job(database, null));
    }
  },

  /** The advice of many a blog: a lock timeout for every connection, and try until it works. */
  LOCK_TIMEOUT {
    @Override
    void migrate(TestDatabase database) throws InterruptedException {
      while (true) {
        try {
          FLYWAY.migrate(job(database, "SET lock_timeout = '1s'"));
          return;
        } catch (RuntimeException e) {
          if (!isLockTimeout(e)) {
            throw e;
          }
          Thread.sleep(PAUSE.toMillis());
        }
      }
    }
  },

  /** Flyway 13 with its defaults and Clearway's extension on its class path. */
  CLEARWAY {
    @Override
    void migrate(TestDatabase database) {
      Flyway.configure()
          .dataSource(database.dataSource())
          .locations(Shop.LOCATION)
          .target(Shop.NEXT)
          .load()
          .migrate();
    }
  };

  /** Between two tries with a lock timeout. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private static final PlainFlyway FLYWAY = new PlainFlyway();

  abstract void migrate(TestDatabase database) throws InterruptedException;

  /** Everybody once with nobody in the way, or the first to be measured would load its classes. */
  static void warmUp(PostgresServer server) throws SQLException, InterruptedException {
    for (Contender contender : values()) {
      try (TestDatabase database = server.createDatabase(new Shop())) {
        contender.migrate(database);
      }
    }
  }

  private static PlainFlyway.Job job(TestDatabase database, @Nullable String initSql) {
    return new PlainFlyway.Job(database.dataSource(), Shop.LOCATION, Shop.NEXT, initSql, true);
  }

  private static boolean isLockTimeout(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && "55P03".equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
