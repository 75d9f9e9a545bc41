/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.util.ArrayList;
import java.util.List;

/** The tokens of a statement, without comments, for what the statement model leaves out. */
final class Tokens {

  private final String text;
  private final List<SqlToken> tokens;

  private Tokens(String text, List<SqlToken> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  static Tokens of(String text) {
    List<SqlToken> tokens = new ArrayList<>();
    for (SqlToken token : SqlScanner.scan(text)) {
      if (token.kind() != SqlToken.Kind.COMMENT) {
        tokens.add(token);
      }
    }
    return new Tokens(text, tokens);
  }

  /** A text with one blank for each run of white space, and none at its ends. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        blank = true;
      } else {
        line.append(blank && !line.isEmpty() ? " " : "").append(c);
        blank = false;
      }
    }
    return line.toString();
  }

  int size() {
    return tokens.size();
  }

  SqlToken get(int index) {
    return tokens.get(index);
  }

  boolean is(int index, String word) {
    return index >= 0 && index < tokens.size() && tokens.get(index).isWord(text, word);
  }

  boolean isSymbol(int index, char symbol) {
    return index >= 0 && index < tokens.size() && tokens.get(index).isSymbol(text, symbol);
  }

  boolean isName(int index) {
    return index >= 0
        && index < tokens.size()
        && (tokens.get(index).kind() == SqlToken.Kind.WORD
            || tokens.get(index).kind() == SqlToken.Kind.QUOTED_NAME);
  }

  /** The folded name, or the text of what is none; empty where there is no such token. */
  String name(int index) {
    if (index < 0 || index >= tokens.size()) {
      return "";
    }
    return isName(index) ? Identifiers.name(tokens.get(index), text) : tokens.get(index).text(text);
  }

  /** Whether these words follow one another from {@code index} on. */
  boolean are(int index, String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!is(index + i, words[i])) {
        return false;
      }
    }
    return true;
  }

  boolean has(String word) {
    for (int i = 0; i < tokens.size(); i++) {
      if (is(i, word)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The index of the first of these words outside of parentheses, and before one that closes what
   * {@code from} stands in; -1 where there is none.
   */
  int top(int from, String... words) {
    int depth = 0;
    for (int i = from; i < tokens.size() && depth >= 0; i++) {
      if (isSymbol(i, '(')) {
        depth++;
      } else if (isSymbol(i, ')')) {
        depth--;
      } else if (depth == 0) {
        for (String word : words) {
          if (is(i, word)) {
            return i;
          }
        }
      }
    }
    return -1;
  }

  /** The index behind a name with its dots that begins at {@code index}. */
  int behindName(int index) {
    int i = index + 1;
    while (isSymbol(i, '.')) {
      i += 2;
    }
    return i;
  }

  /** The index behind the parentheses that open at {@code index}; the same where none do. */
  int behindParentheses(int index) {
    if (!isSymbol(index, '(')) {
      return index;
    }
    int depth = 0;
    int i = index;
    do {
      depth += isSymbol(i, '(') ? 1 : isSymbol(i, ')') ? -1 : 0;
      i++;
    } while (depth > 0 && i < tokens.size());
    return i;
  }
}
