/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits a script into its statements, as Flyway does, and goes on where a quote does not end. Used
 * once.
 */
final class StatementSplitter {

  /** Loaded by the first script that is broken or has data. */
  private static final class Patterns {
    /** Where a statement that is broken most likely ends. */
    static final Pattern STATEMENT_END = Pattern.compile(";[ \\t]*(?:--[^\\n]*)?(?:\\R|\\z)");

    static final Pattern LINE_END = Pattern.compile("[ \\t]*(?:\\R|\\z)");

    /** How a line begins that can only be the beginning of a statement. */
    static final Pattern HEAD =
        Pattern.compile(
            "(?:ALTER|DROP|CREATE|CREATE (?:UNLOGGED|TEMP|TEMPORARY|UNIQUE)) (?:TABLE|INDEX) .*"
                + "|DROP (?:SCHEMA|VIEW|TYPE|FUNCTION|MATERIALIZED VIEW) .*"
                + "|(?:TRUNCATE|REINDEX|VACUUM) .*");

    /** The data of COPY FROM STDIN ends with this line. */
    static final Pattern DATA_END = Pattern.compile("(?m)^\\\\\\.[ \\t]*$\\R?");

    private Patterns() {}
  }

  /** More than the words that make out a head take, with a comment or two. */
  private static final int HEAD_LENGTH = 1_000;

  /**
   * A statement.
   *
   * @param start offset of its first token
   * @param end offset behind its last token, the semicolon left out
   * @param broken offset of a quote or comment in it that does not end, or of its end where a
   *     semicolon is missing there; -1 where there is neither
   */
  record Piece(int start, int end, int broken) {}

  private final String text;
  private SqlScanner scanner;

  StatementSplitter(String text) {
    this.text = text;
    this.scanner = new SqlScanner(text);
  }

  /** The next statement; null where there is none. */
  @Nullable Piece next() {
    int start = -1;
    int end = -1;
    int words = 0;
    int depth = 0;
    int atomic = 0;
    boolean rule = false;
    boolean copy = false;
    boolean stdin = false;
    SqlToken before = null;
    while (scanner.advance()) {
      SqlToken token = scanner.read();
      if (!token.terminated()) {
        return broken(start < 0 ? token.start() : start, token);
      }
      if (token.kind() == SqlToken.Kind.COMMENT) {
        continue;
      }
      boolean ends = token.isSymbol(text, ';') && atomic == 0 && !(rule && depth > 0);
      if (ends) {
        if (start < 0) {
          continue;
        }
        if (copy && stdin) {
          skipData(token.end());
        }
        return new Piece(start, end, -1);
      }
      if (start < 0 && token.text(text).equals("\\")) {
        return command(token.start());
      }
      if (start < 0) {
        start = token.start();
        copy = token.isWord(text, "copy");
      }
      end = token.end();
      if (token.kind() == SqlToken.Kind.WORD) {
        words++;
        rule |= words <= 4 && token.isWord(text, "rule");
        stdin |= copy && token.isWord(text, "stdin");
        atomic += atomicDepth(token, before, atomic);
      } else if (token.isSymbol(text, '(')) {
        depth++;
      } else if (token.isSymbol(text, ')')) {
        depth--;
      }
      before = token;
    }
    return start < 0 ? null : new Piece(start, end, -1);
  }

  /** A command for psql, such as dumps have: the rest of the line. */
  private Piece command(int start) {
    Matcher end = Patterns.LINE_END.matcher(text);
    int stop = end.find(start) ? end.start() : text.length();
    resumeAt(stop);
    return new Piece(start, stop, -1);
  }

  /** How BEGIN ATOMIC ... END, and CASE ... END inside it, go up and down. */
  private int atomicDepth(SqlToken token, @Nullable SqlToken before, int depth) {
    if (token.isWord(text, "atomic") && before != null && before.isWord(text, "begin")) {
      return 1;
    }
    if (depth > 0 && token.isWord(text, "case")) {
      return 1;
    }
    return depth > 0 && token.isWord(text, "end") ? -1 : 0;
  }

  private Piece broken(int start, SqlToken token) {
    Matcher end = Patterns.STATEMENT_END.matcher(text);
    int stop = end.find(token.start()) ? end.start() : text.length();
    resumeAt(Math.min(text.length(), stop + 1));
    return new Piece(
        start, text.substring(start, stop).stripTrailing().length() + start, token.start());
  }

  private void skipData(int from) {
    Matcher end = Patterns.DATA_END.matcher(text);
    resumeAt(end.find(from) ? end.end() : text.length());
  }

  /** Goes on from an offset that is not inside a token. */
  void resumeAt(int offset) {
    scanner = new SqlScanner(text, offset);
  }

  /**
   * Where a statement that makes no sense may end before its end: it has a string that goes over
   * the end of a line with a semicolon, which is what a stray quote looks like.
   *
   * @return the statement up to there; null where nothing points to that
   */
  @Nullable Piece upToStrayQuote(Piece piece) {
    SqlScanner inside = new SqlScanner(text, piece.start());
    while (inside.advance()) {
      SqlToken token = inside.read();
      if (token.start() >= piece.end()) {
        return null;
      }
      boolean quoted =
          token.kind() == SqlToken.Kind.QUOTED_NAME
              || (token.kind() == SqlToken.Kind.STRING && text.charAt(token.start()) != '$');
      if (quoted) {
        Matcher end = Patterns.STATEMENT_END.matcher(text);
        if (end.find(token.start()) && end.start() < token.end()) {
          resumeAt(end.start() + 1);
          return new Piece(piece.start(), end.start(), token.start());
        }
      }
    }
    return null;
  }

  /**
   * Where a statement that makes no sense may end before its end: where a line begins as only
   * another statement does, because a semicolon is missing.
   *
   * @return the statement up to there; null where there is no such line
   */
  @Nullable Piece upToNextHead(Piece piece) {
    SqlScanner inside = new SqlScanner(text, piece.start());
    int end = -1;
    while (inside.advance()) {
      SqlToken token = inside.read();
      if (token.start() >= piece.end()) {
        return null;
      }
      if (end >= 0 && isLineStart(token.start())) {
        String rest =
            text.substring(token.start(), Math.min(piece.end(), token.start() + HEAD_LENGTH));
        if (Patterns.HEAD.matcher(FlywayKinds.words(rest)).matches()) {
          resumeAt(token.start());
          return new Piece(piece.start(), end, end);
        }
      }
      end = token.kind() == SqlToken.Kind.COMMENT ? end : token.end();
    }
    return null;
  }

  private boolean isLineStart(int offset) {
    int i = offset - 1;
    while (i >= 0 && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i--;
    }
    return i < 0 || text.charAt(i) == '\n' || text.charAt(i) == '\r';
  }
}
