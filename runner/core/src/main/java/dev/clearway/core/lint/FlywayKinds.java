/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import dev.clearway.core.sql.TableAction;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which statements need to be outside of a transaction, and which of them Flyway knows. */
final class FlywayKinds {

  /** What Flyway 10 to 13 go by, over the words of a statement that are not in parentheses. */
  private static final class Known {
    static final Pattern PATTERN =
        Pattern.compile(
            "(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION).*|ALTER SYSTEM.*"
                + "|(CREATE|DROP)( UNIQUE)? INDEX CONCURRENTLY.*"
                + "|REINDEX( VERBOSE)? (SCHEMA|DATABASE|SYSTEM).*|VACUUM.*|DISCARD ALL.*");

    private Known() {}
  }

  /** Other statements that begin with these words, which is most of all, are not looked at. */
  private static final List<String> NEVER =
      List.of(
          "ALTER TABLE ",
          "CREATE TABLE ",
          "INSERT ",
          "UPDATE ",
          "DELETE ",
          "DROP TABLE ",
          "COMMENT ");

  private static final int WORDS = 10;

  private FlywayKinds() {}

  /** Whether Flyway sees that the statement has to run outside of a transaction. */
  static boolean isSeen(String statement) {
    String words = words(statement);
    for (String head : NEVER) {
      if (words.startsWith(head)) {
        return false;
      }
    }
    return Known.PATTERN.matcher(words).matches();
  }

  /** Whether PostgreSQL refuses the statement inside a transaction. */
  static boolean mustBeOutside(SqlCommand command, String text) {
    if (command instanceof SqlCommand.CreateIndex index) {
      return index.concurrently();
    }
    if (command instanceof SqlCommand.Drop drop) {
      return drop.concurrently() || drop.kind() == dev.clearway.core.sql.ObjectKind.DATABASE;
    }
    if (command instanceof SqlCommand.Reindex reindex) {
      return switch (reindex.target()) {
        case INDEX, TABLE -> reindex.concurrently();
        case SCHEMA, DATABASE, SYSTEM -> true;
      };
    }
    if (command instanceof SqlCommand.AlterRelation alter) {
      return detachesConcurrently(alter);
    }
    if (command instanceof SqlCommand.Cluster cluster) {
      return cluster.table() == null;
    }
    if (command instanceof SqlCommand.Unparsed unparsed) {
      return unparsed.reading() != null && mustBeOutside(unparsed.reading(), text);
    }
    if (command instanceof SqlCommand.Vacuum) {
      return true;
    }
    if (!(command instanceof SqlCommand.Other)) {
      return false;
    }
    String words = words(text);
    return words.startsWith("ALTER SYSTEM")
        || words.startsWith("DISCARD ALL")
        || words.matches("(CREATE|DROP) (DATABASE|TABLESPACE|SUBSCRIPTION).*")
        || words.matches("ALTER DATABASE \\S+ SET TABLESPACE.*")
        || (words.startsWith("ALTER SUBSCRIPTION ") && refreshes(words, text));
  }

  /** Whether an ALTER SUBSCRIPTION fetches what is published: all that name publications do. */
  private static boolean refreshes(String words, String text) {
    return words.matches("ALTER SUBSCRIPTION .+ REFRESH PUBLICATION.*")
        || (words.matches("ALTER SUBSCRIPTION .+ (SET|ADD|DROP) PUBLICATION .*")
            && !isOff(Tokens.of(text), "refresh"));
  }

  /** Whether an option is {@code option = false}, or off in another of PostgreSQL's ways. */
  private static boolean isOff(Tokens tokens, String option) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.is(i, option) && tokens.name(i + 1).equals("=")) {
        String value = tokens.name(i + 2);
        return value.equals("false") || value.equals("off") || value.equals("0");
      }
    }
    return false;
  }

  /** Whether it is one that waits for other sessions while nobody waits for it. */
  static boolean isConcurrent(SqlCommand command) {
    if (command instanceof SqlCommand.CreateIndex index) {
      return index.concurrently();
    }
    if (command instanceof SqlCommand.Drop drop) {
      return drop.concurrently();
    }
    if (command instanceof SqlCommand.Reindex reindex) {
      return reindex.concurrently();
    }
    return command instanceof SqlCommand.AlterRelation alter && detachesConcurrently(alter);
  }

  private static boolean detachesConcurrently(SqlCommand.AlterRelation alter) {
    for (TableAction action : alter.actions()) {
      if (action instanceof TableAction.DetachPartition detach && detach.concurrently()) {
        return true;
      }
    }
    return false;
  }

  /** The first words outside of parentheses, upper-case. */
  static String words(String statement) {
    StringBuilder words = new StringBuilder();
    SqlScanner scanner = new SqlScanner(statement);
    int depth = 0;
    int count = 0;
    while (count < WORDS && scanner.advance()) {
      SqlToken token = scanner.read();
      if (token.isSymbol(statement, '(')) {
        depth++;
      } else if (token.isSymbol(statement, ')')) {
        depth--;
      } else if (depth == 0
          && (token.kind() == SqlToken.Kind.WORD || token.kind() == SqlToken.Kind.QUOTED_NAME)) {
        words.append(words.isEmpty() ? "" : " ");
        words.append(token.text(statement).toUpperCase(Locale.ROOT));
        count++;
      }
    }
    return words.toString();
  }
}
