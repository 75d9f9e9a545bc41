/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.ledger.StatementKind;
import dev.clearway.core.sql.SqlParser;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.parser.PeekingReader;
import org.flywaydb.core.internal.parser.Recorder;
import org.flywaydb.core.internal.parser.StatementType;
import org.flywaydb.core.internal.parser.Token;
import org.flywaydb.core.internal.sqlscript.Delimiter;
import org.flywaydb.core.internal.sqlscript.ParsedSqlStatement;
import org.flywaydb.database.postgresql.PostgreSQLParser;

/**
 * Flyway's parser, which also knows the statements that the server refuses in a transaction and
 * Flyway's patterns miss, such as REINDEX and DETACH PARTITION with CONCURRENTLY.
 */
final class GuardedParser extends PostgreSQLParser {

  private final SqlParser sqlParser = new SqlParser();

  GuardedParser(Configuration configuration, ParsingContext parsingContext) {
    super(configuration, parsingContext);
  }

  @Override
  @SuppressWarnings("checkstyle:ParameterNumber") // Flyway's own signature
  protected ParsedSqlStatement createStatement(
      PeekingReader reader,
      Recorder recorder,
      int statementPos,
      int statementLine,
      int statementCol,
      int nonCommentPartPos,
      int nonCommentPartLine,
      int nonCommentPartCol,
      StatementType statementType,
      boolean canExecuteInTransaction,
      Delimiter delimiter,
      String sql,
      List<Token> tokens,
      boolean batchable)
      throws IOException {
    return super.createStatement(
        reader,
        recorder,
        statementPos,
        statementLine,
        statementCol,
        nonCommentPartPos,
        nonCommentPartLine,
        nonCommentPartCol,
        statementType,
        canExecuteInTransaction && !isMissed(sql, tokens),
        delimiter,
        sql,
        tokens,
        batchable);
  }

  /** Parsing costs: a look at the first word spares it for nearly all statements. */
  private boolean isMissed(String sql, List<Token> tokens) {
    for (Token token : tokens) {
      String word = token.getText();
      if (word != null && !word.isBlank() && Character.isLetter(word.charAt(0))) {
        return switch (word.toUpperCase(Locale.ROOT)) {
          case "REINDEX", "CLUSTER", "CREATE", "DROP" -> isOutside(sql);
          case "ALTER" -> isOutside(sql);
          default -> false;
        };
      }
    }
    return false;
  }

  private boolean isOutside(String sql) {
    String text = sql.length() > 10_000 ? sql.substring(0, 10_000) : sql;
    String upper = text.toUpperCase(Locale.ROOT);
    return (upper.contains("CONCURRENTLY")
            || upper.contains("TABLESPACE")
            || upper.contains("SUBSCRIPTION")
            || upper.contains("CLUSTER")
            || upper.contains("REINDEX"))
        && StatementKind.of(sqlParser.parse(sql), sql) == StatementKind.OUTSIDE;
  }
}
