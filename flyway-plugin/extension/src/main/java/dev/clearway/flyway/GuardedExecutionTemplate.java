/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.guard.GuardException;
import dev.clearway.core.guard.GuardedSession;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.flywaydb.core.internal.jdbc.ExecutionTemplate;

/** Flyway's transaction, as a unit of the guard: it may be rolled back and called again. */
final class GuardedExecutionTemplate implements ExecutionTemplate {

  private final GuardedSession session;

  GuardedExecutionTemplate(GuardedSession session) {
    this.session = session;
  }

  @Override
  public <T> T execute(Callable<T> callable) {
    ReplayedResults results = new ReplayedResults();
    try {
      T result = session.transaction(() -> call(callable, results));
      results.forgetReplays();
      return result;
    } catch (GuardException e) {
      results.forgetReplays();
      throw new GuardedMigrationException(e);
    } catch (RuntimeException e) {
      results.forgetReplays();
      throw e;
    } catch (SQLException e) {
      throw new FlywaySqlException("Unable to commit transaction", e);
    } catch (Exception e) {
      throw new FlywayException(e);
    }
  }

  private static <T> T call(Callable<T> callable, ReplayedResults results) throws Exception {
    results.attemptBegins();
    try {
      return callable.call();
    } catch (FlywayMigrateException e) {
      results.attemptFailed(e.getErrorResult());
      throw e;
    }
  }
}
