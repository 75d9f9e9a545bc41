/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlToken;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The statement that EXECUTE most likely runs: the constant parts of {@code 'alter table ' || t ||
 * ' ...'} and of {@code format('alter table %I ...', t)}, with a name in place of each part that is
 * made up when it runs.
 */
final class MadeUpText {

  private static final String NAME = "__unknown_";

  /** Of {@code format}: {@code %[position$][-][width]type}. */
  private static final Pattern PART = Pattern.compile("%(?:\\d+\\$)?-?\\d*([sIL%])");

  private MadeUpText() {}

  /**
   * What it may be: with a name, and with a number, where nobody knows which of them it is.
   *
   * @return nothing where no part is constant
   */
  static List<String> guesses(String expression) {
    List<String> guesses = new ArrayList<>();
    for (String any : List.of(NAME, "1")) {
      String guess = guess(expression, any);
      if (guess != null) {
        guesses.add(guess);
      }
    }
    return guesses;
  }

  /**
   * The statement if it is one call of {@code format} in which names and values alone are made up,
   * so that there is no doubt of what it does, if not of what it does it to.
   */
  static @Nullable String certain(String expression) {
    Tokens tokens = Tokens.of(expression);
    if (behindOperand(tokens, 0) < tokens.size() || !tokens.is(0, "format")) {
      return null;
    }
    String one = constant(expression, tokens, 0, tokens.size(), NAME);
    String other = constant(expression, tokens, 0, tokens.size(), "1");
    return one != null && one.equals(other) ? one : null;
  }

  private static @Nullable String guess(String expression, String any) {
    Tokens tokens = Tokens.of(expression);
    StringBuilder text = new StringBuilder();
    boolean constant = false;
    int from = 0;
    while (from < tokens.size()) {
      int to = behindOperand(tokens, from);
      String part = constant(expression, tokens, from, to, any);
      constant |= part != null;
      text.append(part == null ? any : part);
      from = to + 1;
    }
    return constant ? text.toString() : null;
  }

  /** The index of the next || outside of parentheses. */
  private static int behindOperand(Tokens tokens, int from) {
    int depth = 0;
    for (int i = from; i < tokens.size(); i++) {
      if (tokens.isSymbol(i, '(')) {
        depth++;
      } else if (tokens.isSymbol(i, ')')) {
        depth--;
      } else if (depth == 0 && tokens.name(i).equals("||")) {
        return i;
      }
    }
    return tokens.size();
  }

  /** What a string, or a call of format with one, makes; null for anything else. */
  private static @Nullable String constant(
      String expression, Tokens tokens, int from, int to, String any) {
    boolean format = tokens.is(from, "format") && tokens.isSymbol(from + 1, '(');
    int at = format ? from + 2 : from;
    if (at >= to || (!format && to != from + 1) || tokens.get(at).kind() != SqlToken.Kind.STRING) {
      return null;
    }
    String text = Identifiers.string(tokens.get(at), expression);
    if (text == null || !format) {
      return text;
    }
    return PART.matcher(text)
        .replaceAll(
            part ->
                switch (part.group(1).charAt(0)) {
                  case 'I' -> NAME;
                  case 'L' -> "''";
                  case 's' -> any;
                  default -> "%";
                });
  }
}
