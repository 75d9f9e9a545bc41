/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.failure.SqlStates;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.sql.Redaction;
import dev.clearway.core.sql.ServerText;
import java.sql.SQLException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.flywaydb.core.internal.sqlscript.FlywaySqlScriptException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Reads what went wrong out of Flyway's exceptions and the server's answer. */
final class RunFailures {

  private RunFailures() {}

  static RunFailure of(Throwable thrown, @Nullable String script, String state, String next) {
    FlywaySqlScriptException inScript = find(thrown, FlywaySqlScriptException.class);
    SQLException sql = SqlStates.find(thrown);
    ServerErrorMessage server =
        sql instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    String sqlState = sql == null ? null : sql.getSQLState();
    return new RunFailure(
        script,
        inScript == null ? null : inScript.getLineNumber(),
        inScript == null || inScript.getStatement() == null
            ? null
            : Redaction.mask(inScript.getStatement()),
        sqlState,
        message(thrown, sql, server),
        server == null ? null : ServerText.detail(sqlState, server.getDetail()),
        server == null ? null : ServerText.hint(sqlState, server.getHint()),
        server == null || server.getPosition() == 0 ? null : server.getPosition(),
        state,
        next);
  }

  private static String message(
      Throwable thrown, @Nullable SQLException sql, @Nullable ServerErrorMessage server) {
    if (server != null && server.getMessage() != null) {
      return ServerText.message(server.getSQLState(), server.getMessage());
    }
    String message = sql == null ? thrown.getMessage() : sql.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message.strip();
  }

  /** The script of the migration that Flyway was at. */
  static @Nullable String script(Throwable thrown) {
    FlywayMigrateException migration = find(thrown, FlywayMigrateException.class);
    return migration == null || migration.getMigration() == null
        ? null
        : migration.getMigration().getScript();
  }

  static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
    Throwable next = thrown;
    for (int depth = 0; next != null && depth < 32; depth++) {
      if (type.isInstance(next)) {
        return type.cast(next);
      }
      next = next.getCause();
    }
    return null;
  }
}
