/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL takes NOT VALID, DEFERRABLE, INITIALLY DEFERRED and ENFORCED in any order, the grammar
 * in one only: so they are put in that one.
 */
final class ConstraintAttributes {

  private ConstraintAttributes() {}

  static List<SqlToken> inGrammarOrder(String text, List<SqlToken> tokens) {
    List<SqlToken> ordered = new ArrayList<>(tokens.size());
    int at = 0;
    while (at < tokens.size()) {
      List<Attribute> run = new ArrayList<>();
      for (Attribute a = attribute(text, tokens, at); a != null; ) {
        run.add(a);
        at += a.tokens.size();
        a = attribute(text, tokens, at);
      }
      if (run.isEmpty()) {
        ordered.add(tokens.get(at));
        at++;
      } else {
        run.sort(Comparator.comparingInt(Attribute::rank));
        run.forEach(a -> ordered.addAll(a.tokens));
      }
    }
    return ordered;
  }

  private record Attribute(int rank, List<SqlToken> tokens) {}

  private static @Nullable Attribute attribute(String text, List<SqlToken> tokens, int at) {
    if (at >= tokens.size()) {
      return null;
    }
    boolean not = tokens.get(at).isWord(text, "not");
    if (at + 1 < tokens.size()) {
      SqlToken second = tokens.get(at + 1);
      if (not && second.isWord(text, "valid")) {
        return new Attribute(0, tokens.subList(at, at + 2));
      }
      if (not && second.isWord(text, "deferrable")) {
        return new Attribute(1, tokens.subList(at, at + 2));
      }
      if (not && second.isWord(text, "enforced")) {
        return new Attribute(3, tokens.subList(at, at + 2));
      }
      if (tokens.get(at).isWord(text, "initially")) {
        return new Attribute(2, tokens.subList(at, at + 2));
      }
    }
    if (tokens.get(at).isWord(text, "deferrable")) {
      return new Attribute(1, tokens.subList(at, at + 1));
    }
    return tokens.get(at).isWord(text, "enforced")
        ? new Attribute(3, tokens.subList(at, at + 1))
        : null;
  }
}
