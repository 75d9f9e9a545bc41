/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.guard.ScriptStatement;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlCommand.Transaction.Step;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** What no script may contain, found out before anything of it is executed. */
final class ScriptChecks {

  private static final Set<String> FIRST_WORDS =
      Set.of(
          "BEGIN",
          "START",
          "COMMIT",
          "END",
          "ROLLBACK",
          "ABORT",
          "PREPARE",
          "SAVEPOINT",
          "RELEASE");

  private ScriptChecks() {}

  /**
   * Checks the statements of {@code script}.
   *
   * @param inTransaction whether the script is one transaction
   * @return whether all of it stands between a BEGIN and a COMMIT, which mean nothing then: the
   *     migration is a transaction already, and these two are not sent
   * @throws FlywayException naming file and line, if it has psql's commands or NUL in it, or ends
   *     the transaction that is to be rolled back as a whole
   */
  static boolean check(String script, List<ScriptStatement> statements, boolean inTransaction) {
    int last = statements.size() - 1;
    boolean wrapped =
        inTransaction
            && last > 0
            && step(statements.get(0)) == Step.BEGIN
            && step(statements.get(last)) == Step.COMMIT;
    for (int i = 0; i <= last; i++) {
      ScriptStatement statement = statements.get(i);
      if (isMetaCommand(statement.sql())) {
        throw refused(
            script,
            statement,
            "commands of psql are not SQL: the server does not know them. Write what it does as SQL, or run the file with psql");
      }
      if (hasNul(statement)) {
        throw refused(
            script,
            statement,
            "there is a NUL character in it, which the server does not take: is the file in another encoding than the setting says, such as UTF-16?");
      }
      Step step = step(statement);
      if (step != null && !(wrapped && (i == 0 || i == last)) && isRefused(step, inTransaction)) {
        throw refused(
            script,
            statement,
            inTransaction
                ? "the migration is one transaction, to be rolled back as a whole: take transaction control out, or make scripts of the parts"
                : "each statement of a script outside a transaction is committed with its row in the statement ledger: take transaction control out, or put what belongs together into a script of its own");
      }
    }
    return wrapped;
  }

  private static boolean isRefused(Step step, boolean inTransaction) {
    return switch (step) {
      case BEGIN, COMMIT, ROLLBACK, PREPARE, COMMIT_PREPARED, ROLLBACK_PREPARED -> true;
      // in a transaction of its own there is nothing that one could go back to
      case SAVEPOINT, ROLLBACK_TO, RELEASE -> !inTransaction;
      case SET -> false;
    };
  }

  private static @Nullable Step step(ScriptStatement statement) {
    String sql = statement.sql();
    SqlScanner scanner = new SqlScanner(sql);
    while (scanner.advance()) {
      SqlToken token = scanner.read();
      if (token.kind() != SqlToken.Kind.COMMENT) {
        return FIRST_WORDS.contains(token.text(sql).toUpperCase(Locale.ROOT))
                && new SqlParser().parse(sql) instanceof SqlCommand.Transaction transaction
            ? transaction.step()
            : null;
      }
    }
    return null;
  }

  private static boolean hasNul(ScriptStatement statement) {
    return statement.sql().indexOf('\0') >= 0;
  }

  private static boolean isMetaCommand(String sql) {
    if (sql.indexOf('\\') < 0) {
      return false;
    }
    SqlScanner scanner = new SqlScanner(sql);
    while (scanner.advance()) {
      SqlToken token = scanner.read();
      if (token.kind() != SqlToken.Kind.COMMENT) {
        return sql.charAt(token.start()) == '\\';
      }
    }
    return false;
  }

  private static FlywayException refused(String script, ScriptStatement statement, String why) {
    String text = statement.sql().strip().lines().findFirst().orElse("");
    String shown = text.length() > 80 ? text.substring(0, 80) + " ..." : text;
    return new FlywayException(
        script
            + ":"
            + statement.line()
            + ": "
            + (hasNul(statement) ? "" : shown + ": ")
            + why
            + ". Nothing of the script was executed.");
  }
}
