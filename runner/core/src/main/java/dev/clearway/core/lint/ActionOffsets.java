/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.Arrays;

/** Where the actions of an ALTER TABLE stand in its text. */
final class ActionOffsets {

  private ActionOffsets() {}

  /**
   * The offset of each action.
   *
   * @return all 0 where the text does not show {@code count} of them
   */
  static int[] of(String text, int count) {
    int[] offsets = new int[count];
    if (count < 2) {
      return offsets;
    }
    Tokens tokens = Tokens.of(text);
    int at = behindTable(tokens);
    int found = 0;
    int depth = 0;
    boolean begins = true;
    for (int i = at; i < tokens.size(); i++) {
      if (begins) {
        if (found < count) {
          offsets[found] = tokens.get(i).start();
        }
        found++;
        begins = false;
      }
      if (tokens.isSymbol(i, '(') || tokens.isSymbol(i, '[')) {
        depth++;
      } else if (tokens.isSymbol(i, ')') || tokens.isSymbol(i, ']')) {
        depth--;
      } else if (depth == 0 && tokens.isSymbol(i, ',')) {
        begins = true;
      }
    }
    if (found != count) {
      Arrays.fill(offsets, 0);
    }
    return offsets;
  }

  /** The offset of the first action. */
  static int first(String text) {
    Tokens tokens = Tokens.of(text);
    return tokens.get(behindTable(tokens)).start();
  }

  private static int behindTable(Tokens tokens) {
    int at = 1;
    while (tokens.is(at, "foreign") || tokens.is(at, "materialized")) {
      at++;
    }
    at++;
    at += tokens.are(at, "if", "exists") ? 2 : 0;
    at += tokens.is(at, "only") ? 1 : 0;
    at = tokens.behindName(at);
    return tokens.name(at).equals("*") ? at + 1 : at;
  }
}
