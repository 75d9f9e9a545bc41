/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.List;

/**
 * One lexical token of a text: white space is never one, comments are.
 *
 * @param kind what it is
 * @param start offset of its first character
 * @param end offset behind its last character
 * @param terminated false where the text ended inside it: a string, quoted identifier or block
 *     comment without its end
 */
public record SqlToken(Kind kind, int start, int end, boolean terminated) {

  /** What a token is. */
  public enum Kind {
    /** A keyword or an identifier without quotes. */
    WORD,
    /** {@code "Name"} or {@code U&"name"}. */
    QUOTED_NAME,
    /** A string of any form: {@code 'x'}, {@code E'x'}, {@code U&'x'}, {@code $tag$x$tag$}. */
    STRING,
    /** {@code B'1'} or {@code X'f'}. */
    BIT_STRING,
    NUMBER,
    /** {@code $1}. */
    PARAMETER,
    /** One or more operator characters. */
    OPERATOR,
    /** One of {@code ( ) [ ] , ; . : :: := ..}. */
    SYMBOL,
    COMMENT,
    /** A character that no token may begin with. */
    INVALID
  }

  /** The token as it was written in {@code source}, the text that it was found in. */
  public String text(String source) {
    return source.substring(start, end);
  }

  /** Whether this is the keyword {@code word}, in any case, and not quoted. */
  public boolean isWord(String source, String word) {
    return kind == Kind.WORD
        && end - start == word.length()
        && source.regionMatches(true, start, word, 0, word.length());
  }

  /** Whether {@code words} stand one behind the other in {@code tokens}, from {@code at} on. */
  static boolean areWords(List<SqlToken> tokens, int at, String source, String... words) {
    if (at + words.length > tokens.size()) {
      return false;
    }
    for (int i = 0; i < words.length; i++) {
      if (!tokens.get(at + i).isWord(source, words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether this is the one-character symbol {@code symbol}. */
  public boolean isSymbol(String source, char symbol) {
    return kind == Kind.SYMBOL && end - start == 1 && source.charAt(start) == symbol;
  }
}
