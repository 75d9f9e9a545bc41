/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads types, and expressions of constants, columns, functions and the usual operators. */
class SimpleExpressions extends SimpleTokens {

  /** Words that may be columns, but not functions, nor types but by a grammar of their own. */
  private static final Set<String> COLUMN_WORDS =
      words(
          """
          between bigint bit boolean char character coalesce dec decimal exists extract float
          greatest grouping inout int integer interval json_array json_arrayagg json_exists
          json_object json_objectagg json_query json_scalar json_serialize json_table json_value
          least merge_action national nchar none normalize nullif numeric out overlay position
          precision real row setof smallint substring time timestamp treat trim values varchar
          xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi
          xmlroot xmlserialize xmltable
          """);

  /** Of {@link #COLUMN_WORDS}, those of one word that may have a length or a precision behind. */
  private static final Set<String> WITH_LENGTH =
      words("char character varchar numeric decimal dec");

  private static final Set<String> WITHOUT_LENGTH =
      words("int integer bigint smallint real boolean");

  private static final int DEEPEST = 40;

  /** What the expressions that were read so far use. */
  Set<QualifiedName> functions = new LinkedHashSet<>();

  private List<DataType> casts = new ArrayList<>();
  private int depth;

  SimpleExpressions(String text, List<SqlToken> tokens) {
    super(text, tokens);
  }

  // ---------------------------------------------------------------- types

  final DataType type() {
    String word = word();
    String schema = null;
    List<Integer> arguments = List.of();
    String name;
    if (WITH_LENGTH.contains(word)) {
      at++;
      boolean varying = word.startsWith("char") && accept("varying");
      name = word.startsWith("char") ? (varying ? "character varying" : "character") : word;
      arguments = word.contains("char") ? length() : arguments();
    } else if (WITHOUT_LENGTH.contains(word)) {
      at++;
      name = word;
    } else if (word.equals("timestamp")) {
      at++;
      arguments = length();
      boolean zone = accept("with", "time", "zone");
      if (!zone) {
        accept("without", "time", "zone");
      }
      name = zone ? "timestamp with time zone" : "timestamp without time zone";
    } else if (accept("double", "precision")) {
      name = "double precision";
    } else {
      QualifiedName own = functionName();
      schema = own.schema();
      name = own.name();
      arguments = arguments();
    }
    boolean array = false;
    if (acceptSymbol('[')) {
      needSymbol(']');
      array = true;
    }
    return new DataType(schema, name, arguments, array);
  }

  /** One argument, or none. */
  private List<Integer> length() {
    List<Integer> arguments = arguments();
    if (arguments.size() > 1) {
      throw unusual();
    }
    return arguments;
  }

  private List<Integer> arguments() {
    if (!acceptSymbol('(')) {
      return List.of();
    }
    List<Integer> arguments = new ArrayList<>();
    do {
      arguments.add(number());
    } while (acceptSymbol(','));
    needSymbol(')');
    return arguments;
  }

  private int number() {
    if (!isKind(SqlToken.Kind.NUMBER)) {
      throw unusual();
    }
    String written = tokens.get(at).text(text);
    for (int i = 0; i < written.length(); i++) {
      if (written.charAt(i) < '0' || written.charAt(i) > '9' || i > 5) {
        throw unusual();
      }
    }
    at++;
    return Integer.parseInt(written);
  }

  // ---------------------------------------------------------------- expressions

  /** A condition, or any other value. */
  final Expression expression() {
    return collected(this::or);
  }

  /** A value without operators between two others, as behind DEFAULT. */
  final Expression operand() {
    return collected(this::signed);
  }

  /** A column or a function call. */
  final Expression element() {
    return collected(this::columnOrCall);
  }

  private Expression collected(Runnable reading) {
    Set<QualifiedName> outerFunctions = functions;
    List<DataType> outerCasts = casts;
    functions = new LinkedHashSet<>();
    casts = new ArrayList<>();
    int from = at;
    reading.run();
    Expression read = new Expression(written(from), functions, casts, List.of());
    outerFunctions.addAll(functions);
    outerCasts.addAll(casts);
    functions = outerFunctions;
    casts = outerCasts;
    return read;
  }

  private void or() {
    if (++depth > DEEPEST) {
      throw unusual();
    }
    do {
      do {
        accept("not");
        predicate();
      } while (accept("and"));
    } while (accept("or"));
    depth--;
  }

  private void predicate() {
    sum();
    if (acceptOperator("= <> != < > <= >=")) {
      sum();
    } else if (accept("in") || accept("not", "in")) {
      needSymbol('(');
      do {
        sum();
      } while (acceptSymbol(','));
      needSymbol(')');
    } else if (accept("is") && !accept("null")) {
      need("not", "null");
    }
  }

  private void sum() {
    do {
      signed();
    } while (acceptOperator("+ - * / % ||"));
  }

  private void signed() {
    if (acceptOperator("-") && !isKind(SqlToken.Kind.NUMBER)) {
      throw unusual();
    }
    primary();
    while (at < tokens.size() && tokens.get(at).text(text).equals("::")) {
      at++;
      casts.add(type());
    }
  }

  private void primary() {
    if (acceptNumber() || acceptString() || accept("null") || accept("true") || accept("false")) {
      return;
    }
    if (acceptSymbol('(')) {
      or();
      needSymbol(')');
    } else {
      columnOrCall();
    }
  }

  /** Of a function or a type. */
  final QualifiedName functionName() {
    return plain(qualifiedName());
  }

  /** The name, if no part of it is one of {@link #COLUMN_WORDS}. */
  private QualifiedName plain(QualifiedName name) {
    if (COLUMN_WORDS.contains(name.name())
        || (name.schema() != null && COLUMN_WORDS.contains(name.schema()))) {
      throw unusual();
    }
    return name;
  }

  /** The name of a function's parameter. */
  final void parameterName() {
    plain(QualifiedName.of(name()));
  }

  private void columnOrCall() {
    QualifiedName name = qualifiedName();
    if (!isSymbol('(')) {
      return;
    }
    plain(name);
    at++;
    functions.add(name);
    if (acceptSymbol(')')) {
      return;
    }
    do {
      or();
    } while (acceptSymbol(','));
    needSymbol(')');
  }

  /**
   * Moves over an operator.
   *
   * @param operators those that are meant, with blanks between
   */
  final boolean acceptOperator(String operators) {
    if (!isKind(SqlToken.Kind.OPERATOR)) {
      return false;
    }
    String written = " " + tokens.get(at).text(text) + " ";
    boolean here = (" " + operators + " ").contains(written);
    at += here ? 1 : 0;
    return here;
  }
}
