/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.failure.SqlStates;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.sql.Redaction;
import dev.clearway.core.sql.ServerText;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
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
    String statement = inScript == null ? null : inScript.getStatement();
    int begin = statement == null ? 0 : beginning(statement);
    int position = server == null ? 0 : server.getPosition() - begin;
    return new RunFailure(
        script,
        inScript == null ? null : inScript.getLineNumber(),
        statement == null ? null : Redaction.mask(statement).substring(begin),
        sqlState,
        message(thrown, sql, server),
        server == null ? null : ServerText.detail(sqlState, server.getDetail()),
        server == null ? null : ServerText.hint(sqlState, server.getHint()),
        position <= 0 ? null : position,
        state,
        next);
  }

  /** Flyway's line is that of the statement itself, its text begins with the comments before it. */
  private static int beginning(String statement) {
    SqlScanner scanner = new SqlScanner(statement);
    while (scanner.advance()) {
      SqlToken token = scanner.read();
      if (token.kind() != SqlToken.Kind.COMMENT) {
        return token.start();
      }
    }
    return 0;
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
