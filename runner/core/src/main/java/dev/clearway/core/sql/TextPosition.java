/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

/**
 * A place in a text. Both count from 1, as editors do.
 *
 * @param column in UTF-16 characters
 */
public record TextPosition(int line, int column) {

  /** The place of the character at {@code offset} in {@code text}. */
  public static TextPosition of(String text, int offset) {
    int end = Math.min(offset, text.length());
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new TextPosition(line, end - lineStart + 1);
  }

  /** The same place in a file in which the text begins on {@code line}. */
  public TextPosition inFile(int firstLine) {
    return new TextPosition(line + firstLine - 1, column);
  }
}
