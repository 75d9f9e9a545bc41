/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.guard.GuardException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.flywaydb.core.internal.jdbc.ExecutionTemplate;

/** Flyway's transaction, as a unit of the guard: it may be rolled back and called again. */
final class GuardedExecutionTemplate implements ExecutionTemplate {

  private final GuardedConnections.Guarded guarded;

  GuardedExecutionTemplate(GuardedConnections.Guarded guarded) {
    this.guarded = guarded;
  }

  @Override
  public <T> T execute(Callable<T> callable) {
    ReplayedResults results = new ReplayedResults(callable);
    try {
      return guarded
          .session()
          .transaction(
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
      // a deferred constraint speaks up at the commit, and quotes a row
      guarded
          .database()
          .rawTexts()
          .error("", 0, "commit", e.getSQLState(), String.valueOf(e.getMessage()));
      throw new FlywaySqlException("Unable to commit transaction", MaskedErrors.of(e));
    } catch (Exception e) {
      throw new FlywayException(e);
    }
  }
}
