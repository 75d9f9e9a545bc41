/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import dev.clearway.core.sql.antlr.GrammarParser;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses SQL statements, one at a time. Stateless and thread-safe.
 *
 * <p>It never fails: what the grammar does not accept is an {@link SqlCommand.Unparsed}.
 */
public final class SqlParser {

  /**
   * From this length on a query is read by its first tokens only: a tree of ten thousand rows of
   * VALUES costs seconds and a hundred megabytes, and says no more than its head.
   */
  private static final int LONG_TEXT = 100_000;

  private static final int FIRST_TOKENS = 4_000;

  /** Parentheses within parentheses cost the grammar memory that grows with their square. */
  private static final int DEEPEST = 100;

  /**
   * Loads the grammar and parses the commonest statements once: about half a second that a
   * background thread can spend while a connection is opened.
   */
  public static void warmUp() {
    SqlParser parser = new SqlParser();
    for (String statement :
        List.of(
            "alter table only a.t add column c varchar(10) not null default now(),"
                + " add constraint k foreign key (a, b) references p (a, b) not valid",
            "alter table t alter column c type bigint using c::bigint, drop column d",
            "create table if not exists t (id bigint primary key, a text not null default 'x',"
                + " b int references p(id), check (b > 0))",
            "create unique index concurrently i on t using btree (a, lower(b)) where c is null",
            "insert into t (a, b) select x, count(*) from s join r using (x) where y = 1"
                + " group by x",
            "update t set a = 1 where b in (select b from s)",
            "drop table if exists t cascade")) {
      parser.parse(statement);
    }
  }

  /**
   * Loads the grammar if a statement of {@code script} needs it.
   *
   * @return whether one does
   */
  public static boolean warmUpFor(String script) {
    List<SqlToken> statement = new ArrayList<>();
    for (SqlToken token : SqlScanner.scan(script)) {
      if (token.isSymbol(script, ';')) {
        if (isUnusual(script, statement)) {
          GrammarParser.parse(script, statement);
          return true;
        }
        statement.clear();
      } else if (token.kind() != SqlToken.Kind.COMMENT) {
        statement.add(token);
      }
    }
    boolean unusual = isUnusual(script, statement);
    if (unusual) {
      GrammarParser.parse(script, statement);
    }
    return unusual;
  }

  private static boolean isUnusual(String script, List<SqlToken> statement) {
    return !statement.isEmpty()
        && SetConfig.read(script, statement) == null
        && new SimpleReader(script, statement).read() == null;
  }

  /**
   * Reads the statement that {@code text} is, with or without a semicolon and comments.
   *
   * @return {@link SqlCommand.Other} with an empty head where there is no statement at all
   */
  public SqlCommand parse(String text) {
    boolean isLong = text.length() > LONG_TEXT;
    List<SqlToken> tokens = tokens(text, isLong ? FIRST_TOKENS : Integer.MAX_VALUE);
    if (tokens.isEmpty()) {
      return new SqlCommand.Other("");
    }
    if (isLong) {
      SqlCommand reading = new TokenReader(text, tokens).read();
      if (reading instanceof SqlCommand.Data || reading instanceof SqlCommand.Copy) {
        return reading;
      }
      tokens = tokens(text, Integer.MAX_VALUE);
    }
    SqlCommand setting = SetConfig.read(text, tokens);
    if (setting != null) {
      return setting;
    }
    SqlCommand simple = new SimpleReader(text, tokens).read();
    if (simple != null) {
      return simple;
    }
    boolean deep = depth(text, tokens) > DEEPEST;
    SqlCommand command = deep ? null : grammar(text, tokens);
    if (command != null) {
      return command;
    }
    SqlCommand missed = new KnownMisses(text, tokens).read();
    if (missed != null) {
      return missed;
    }
    TokenReader reader = new TokenReader(text, tokens);
    int offset = deep ? tokens.get(0).start() : GrammarParser.stopsAt(text, tokens);
    return new SqlCommand.Unparsed(reader.head(), reader.read(), offset);
  }

  /**
   * The SQL inside the body of a DO block, a function or a procedure, in the order of the text. The
   * bodies of functions that it creates are not looked into.
   *
   * @param language as LANGUAGE names it
   * @param body without its quotes
   * @return null for a language other than SQL and PL/pgSQL
   */
  public @Nullable List<CodePart> parseCode(String language, String body) {
    return switch (Identifiers.fold(language)) {
      case "plpgsql" -> new CodeReader(this, body).plpgsql();
      case "sql" -> new CodeReader(this, body).sql();
      default -> null;
    };
  }

  private static @Nullable SqlCommand grammar(String text, List<SqlToken> tokens) {
    SqlCommand command = GrammarParser.parse(text, tokens);
    if (command != null) {
      return command;
    }
    List<SqlToken> reordered = ConstraintAttributes.inGrammarOrder(text, tokens);
    return reordered.equals(tokens) ? null : GrammarParser.parse(text, reordered);
  }

  private static int depth(String text, List<SqlToken> tokens) {
    int depth = 0;
    int deepest = 0;
    for (SqlToken token : tokens) {
      if (token.isSymbol(text, '(') || token.isSymbol(text, '[')) {
        depth++;
        deepest = Math.max(deepest, depth);
      } else if (token.isSymbol(text, ')') || token.isSymbol(text, ']')) {
        depth--;
      }
    }
    return deepest;
  }

  static List<SqlToken> tokens(String text, int limit) {
    SqlScanner scanner = new SqlScanner(text);
    List<SqlToken> tokens = new ArrayList<>();
    while (tokens.size() < limit && scanner.advance()) {
      SqlToken token = scanner.read();
      if (token.kind() != SqlToken.Kind.COMMENT
          && !(tokens.isEmpty() && token.isSymbol(text, ';'))) {
        tokens.add(token);
      }
    }
    while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).isSymbol(text, ';')) {
      tokens.remove(tokens.size() - 1);
    }
    return tokens;
  }
}
