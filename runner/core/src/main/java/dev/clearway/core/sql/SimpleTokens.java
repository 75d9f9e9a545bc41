/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Goes through the tokens of a statement; whatever is not expected ends it. Used once. */
class SimpleTokens {

  /** Words that may not be names, or that mean something where a name may stand. */
  private static final Set<String> NOT_NAMES =
      words(
          """
          all analyse analyze and any array as asc asymmetric authorization binary both case cast
          check collate collation column concurrently constraint create cross current_catalog
          current_date current_role current_schema current_time current_timestamp current_user
          default deferrable desc distinct do else end except exclude exists false fetch for foreign
          freeze from full grant group having if ilike in initially inner intersect into is isnull
          join lateral leading left like limit localtime localtimestamp natural not notnull null of
          offset on only or order outer overlaps overriding placing primary references returning
          right select session_user similar some symmetric system_user table tablesample then to
          trailing true union unique user using values variadic verbose when where window with
          """);

  /** The statement is left to the grammar. Thrown often: it has no stack trace. */
  static final class Unusual extends RuntimeException {
    Unusual() {
      super(null, null, false, false);
    }
  }

  final String text;
  final List<SqlToken> tokens;
  int at;

  SimpleTokens(String text, List<SqlToken> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  static Set<String> words(String list) {
    return Set.of(list.strip().replace('\n', ' ').split(" "));
  }

  /** Ends the reading. */
  final Unusual unusual() {
    return new Unusual();
  }

  final boolean atEnd() {
    return at >= tokens.size();
  }

  /** Whether the next words are these, which are then behind. */
  final boolean accept(String... words) {
    if (!SqlToken.areWords(tokens, at, text, words)) {
      return false;
    }
    at += words.length;
    return true;
  }

  final void need(String... words) {
    if (!accept(words)) {
      throw unusual();
    }
  }

  final boolean acceptSymbol(char symbol) {
    boolean here = isSymbol(symbol);
    at += here ? 1 : 0;
    return here;
  }

  final boolean isSymbol(char symbol) {
    return at < tokens.size() && tokens.get(at).isSymbol(text, symbol);
  }

  final void needSymbol(char symbol) {
    if (!acceptSymbol(symbol)) {
      throw unusual();
    }
  }

  /** Moves over a string in plain quotes. */
  final boolean acceptString() {
    boolean here =
        at < tokens.size()
            && tokens.get(at).kind() == SqlToken.Kind.STRING
            && text.charAt(tokens.get(at).start()) == '\'';
    at += here ? 1 : 0;
    return here;
  }

  final boolean acceptNumber() {
    boolean here = isKind(SqlToken.Kind.NUMBER);
    at += here ? 1 : 0;
    return here;
  }

  final boolean isKind(SqlToken.Kind kind) {
    return at < tokens.size() && tokens.get(at).kind() == kind;
  }

  /** The word that is next, folded; empty where none is. */
  final String word() {
    return isKind(SqlToken.Kind.WORD) ? Identifiers.fold(tokens.get(at).text(text)) : "";
  }

  /** A name without dots, in plain quotes or without. */
  final String name() {
    if (atEnd()) {
      throw unusual();
    }
    SqlToken token = tokens.get(at);
    boolean quoted =
        token.kind() == SqlToken.Kind.QUOTED_NAME
            && text.charAt(token.start()) == '"'
            && token.end() - token.start() > 2;
    if (!quoted && token.kind() != SqlToken.Kind.WORD) {
      throw unusual();
    }
    String name = Identifiers.name(token, text);
    if (!quoted && NOT_NAMES.contains(name)) {
      throw unusual();
    }
    at++;
    return name;
  }

  final QualifiedName qualifiedName() {
    String first = name();
    return acceptSymbol('.') ? new QualifiedName(first, name()) : new QualifiedName(null, first);
  }

  /** Names in parentheses. */
  final List<String> names() {
    needSymbol('(');
    List<String> names = new ArrayList<>();
    do {
      names.add(name());
    } while (acceptSymbol(','));
    needSymbol(')');
    return names;
  }

  final List<QualifiedName> qualifiedNames() {
    List<QualifiedName> names = new ArrayList<>();
    do {
      names.add(qualifiedName());
    } while (acceptSymbol(','));
    return names;
  }

  /** CASCADE or RESTRICT or nothing: whether it is the first. */
  final boolean cascade() {
    boolean cascade = accept("cascade");
    if (!cascade) {
      accept("restrict");
    }
    return cascade;
  }

  /** What was written from a token up to the one before the next. */
  final String written(int from) {
    return text.substring(tokens.get(from).start(), tokens.get(at - 1).end());
  }
}
