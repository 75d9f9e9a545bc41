/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits text into the tokens of PostgreSQL's lexer, with {@code standard_conforming_strings} on.
 *
 * <p>It never fails: text that ends inside a token gives a token that is not {@linkplain
 * SqlToken#terminated() terminated}, and a character without meaning an invalid one. Instances are
 * used once, by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">Lexical
 *     Structure</a>
 */
public final class SqlScanner {

  private static final String OPERATOR_CHARACTERS = "+-*/<>=~!@#%^&|`?";

  /** A multi-character operator may end in + or - only if it has one of these. */
  private static final String FREE_ENDING = "~!@#%^&|`?";

  private final String text;
  private int at;

  public SqlScanner(String text) {
    this(text, 0);
  }

  /** One that begins at {@code offset}, which is not inside a token. */
  public SqlScanner(String text, int offset) {
    this.text = text;
    this.at = offset;
  }

  /** All tokens of {@code text}, comments included, in order. */
  public static List<SqlToken> scan(String text) {
    SqlScanner scanner = new SqlScanner(text);
    List<SqlToken> tokens = new ArrayList<>(Math.min(text.length() / 4 + 4, 4096));
    while (scanner.advance()) {
      tokens.add(scanner.read());
    }
    return tokens;
  }

  /** Moves to the next token; false where there is none. */
  public boolean advance() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at < text.length();
  }

  /** Reads the token that {@link #advance()} moved to. */
  public SqlToken read() {
    int start = at;
    char c = text.charAt(at);
    char next = at + 1 < text.length() ? text.charAt(at + 1) : '\0';
    if (c == '-' && next == '-') {
      return lineComment(start);
    }
    if (c == '/' && next == '*') {
      return blockComment(start);
    }
    if (c == '\'') {
      return quoted(SqlToken.Kind.STRING, start, start, false);
    }
    if (c == '"') {
      return quotedName(start, start);
    }
    if (next == '\'' && "eEnN".indexOf(c) >= 0) {
      return quoted(SqlToken.Kind.STRING, start, start + 1, c == 'e' || c == 'E');
    }
    if (next == '\'' && "bBxX".indexOf(c) >= 0) {
      return quoted(SqlToken.Kind.BIT_STRING, start, start + 1, false);
    }
    if ((c == 'u' || c == 'U') && next == '&' && at + 2 < text.length()) {
      if (text.charAt(at + 2) == '\'') {
        return quoted(SqlToken.Kind.STRING, start, start + 2, false);
      }
      if (text.charAt(at + 2) == '"') {
        return quotedName(start, start + 2);
      }
    }
    if (c == '$') {
      return dollar(start);
    }
    if (isDigit(c) || (c == '.' && isDigit(next))) {
      return number(start);
    }
    if (isNameStart(c)) {
      while (at < text.length() && isNamePart(text.charAt(at))) {
        at++;
      }
      return token(SqlToken.Kind.WORD, start);
    }
    if (OPERATOR_CHARACTERS.indexOf(c) >= 0) {
      return operator(start);
    }
    if ((c == ':' && (next == ':' || next == '=')) || (c == '.' && next == '.')) {
      at += 2;
      return token(SqlToken.Kind.SYMBOL, start);
    }
    at++;
    return token("()[],;.:".indexOf(c) >= 0 ? SqlToken.Kind.SYMBOL : SqlToken.Kind.INVALID, start);
  }

  private SqlToken token(SqlToken.Kind kind, int start) {
    return new SqlToken(kind, start, at, true);
  }

  private SqlToken unterminated(SqlToken.Kind kind, int start) {
    at = text.length();
    return new SqlToken(kind, start, at, false);
  }

  private SqlToken lineComment(int start) {
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return token(SqlToken.Kind.COMMENT, start);
  }

  /** Block comments nest in PostgreSQL. */
  private SqlToken blockComment(int start) {
    int depth = 0;
    while (at + 1 < text.length()) {
      if (text.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (text.startsWith("*/", at)) {
        depth--;
        at += 2;
        if (depth == 0) {
          return token(SqlToken.Kind.COMMENT, start);
        }
      } else {
        at++;
      }
    }
    return unterminated(SqlToken.Kind.COMMENT, start);
  }

  private SqlToken quoted(SqlToken.Kind kind, int start, int quote, boolean escapes) {
    at = quote + 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && escapes) {
        at += 2;
      } else if (c != '\'') {
        at++;
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '\'') {
        at += 2;
      } else {
        at++;
        int continuation = continuation();
        if (continuation < 0) {
          return token(kind, start);
        }
        at = continuation + 1;
      }
    }
    return unterminated(kind, start);
  }

  /**
   * Two strings with white space between them that has a line break are one: the offset of the
   * second one's quote, or -1.
   */
  private int continuation() {
    boolean lineBreak = false;
    for (int i = at; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        return lineBreak ? i : -1;
      }
      if (c == '\n' || c == '\r') {
        lineBreak = true;
      } else if (c == '-' && text.startsWith("--", i)) {
        while (i + 1 < text.length() && text.charAt(i + 1) != '\n' && text.charAt(i + 1) != '\r') {
          i++;
        }
      } else if (!isSpace(c)) {
        return -1;
      }
    }
    return -1;
  }

  private SqlToken quotedName(int start, int quote) {
    at = quote + 1;
    while (at < text.length()) {
      if (text.charAt(at) != '"') {
        at++;
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        at += 2;
      } else {
        at++;
        return token(SqlToken.Kind.QUOTED_NAME, start);
      }
    }
    return unterminated(SqlToken.Kind.QUOTED_NAME, start);
  }

  private SqlToken dollar(int start) {
    int i = start + 1;
    if (i < text.length() && isDigit(text.charAt(i))) {
      while (i < text.length() && isDigit(text.charAt(i))) {
        i++;
      }
      at = i;
      return token(SqlToken.Kind.PARAMETER, start);
    }
    while (i < text.length()
        && text.charAt(i) != '$'
        && (i == start + 1 ? isNameStart(text.charAt(i)) : isNamePart(text.charAt(i)))) {
      i++;
    }
    if (i >= text.length()) {
      // what was cut may have been the rest of a tag, or the string behind it
      return unterminated(SqlToken.Kind.STRING, start);
    }
    if (text.charAt(i) != '$') {
      at = start + 1;
      return token(SqlToken.Kind.INVALID, start);
    }
    String tag = text.substring(start, i + 1);
    int close = text.indexOf(tag, i + 1);
    if (close < 0) {
      return unterminated(SqlToken.Kind.STRING, start);
    }
    at = close + tag.length();
    return token(SqlToken.Kind.STRING, start);
  }

  private SqlToken number(int start) {
    boolean radix =
        text.charAt(at) == '0'
            && at + 1 < text.length()
            && "xXoObB".indexOf(text.charAt(at + 1)) >= 0;
    boolean point = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '.' && !point && !radix && !text.startsWith("..", at)) {
        point = true;
        at++;
      } else if ((c == 'e' || c == 'E') && !radix) {
        int digits = at + 1;
        if (digits < text.length() && (text.charAt(digits) == '+' || text.charAt(digits) == '-')) {
          digits++;
        }
        if (digits >= text.length() || !isDigit(text.charAt(digits))) {
          break;
        }
        at = digits;
      } else if (isDigit(c) || c == '_' || (radix && Character.isLetterOrDigit(c))) {
        at++;
      } else {
        break;
      }
    }
    return token(SqlToken.Kind.NUMBER, start);
  }

  private SqlToken operator(int start) {
    int end = start;
    boolean free = false;
    while (end < text.length() && OPERATOR_CHARACTERS.indexOf(text.charAt(end)) >= 0) {
      if (end > start && (text.startsWith("--", end) || text.startsWith("/*", end))) {
        break;
      }
      free |= FREE_ENDING.indexOf(text.charAt(end)) >= 0;
      end++;
    }
    while (!free
        && end > start + 1
        && (text.charAt(end - 1) == '+' || text.charAt(end - 1) == '-')) {
      end--;
    }
    at = end;
    return token(SqlToken.Kind.OPERATOR, start);
  }

  static boolean isSpace(char c) {
    return c == ' '
        || c == '\t'
        || c == '\n'
        || c == '\r'
        || c == '\f'
        || c == '\u000b'
        || c == '\ufeff';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= '\u0080';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c) || c == '$';
  }
}
