/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.guard.GuardException;
import dev.clearway.core.guard.GuardedSession;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
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
    ReplayedResults results = new ReplayedResults(callable);
    try {
      return session.transaction(
          () -> {
            results.rolledBack();
            return callable.call();
          });
    } catch (GuardException e) {
      results.rolledBack();
      throw new GuardedMigrationException(e);
    } catch (RuntimeException e) {
      results.rolledBack();
      throw e;
    } catch (SQLException e) {
      throw new FlywaySqlException("Unable to commit transaction", e);
    } catch (Exception e) {
      throw new FlywayException(e);
    }
  }
}
