/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the SQL in PL/pgSQL: statements, the queries of loops and cursors, and expressions that may
 * call a function. What the control structures mean is not looked at, but that a statement in one
 * may be passed over. Used once.
 *
 * @see <a href="https://www.postgresql.org/docs/current/plpgsql.html">PL/pgSQL</a>
 */
final class CodeReader {

  private final SqlParser parser;
  private final String body;
  private final List<SqlToken> tokens = new ArrayList<>();
  private final List<CodePart> parts = new ArrayList<>();

  /** The structures around, innermost first; BEGIN stands for a block that is always run. */
  private final Deque<String> open = new ArrayDeque<>();

  private int at;

  CodeReader(SqlParser parser, String body) {
    this.parser = parser;
    this.body = body;
    for (SqlToken token : SqlScanner.scan(body)) {
      if (token.kind() != SqlToken.Kind.COMMENT) {
        tokens.add(token);
      }
    }
  }

  /** The statements of a body in SQL. */
  List<CodePart> sql() {
    while (at < tokens.size()) {
      int from = at;
      int to = end(";");
      statement(from, to);
      at = to + 1;
    }
    return parts;
  }

  /** The SQL of a body in PL/pgSQL. */
  List<CodePart> plpgsql() {
    while (at < tokens.size()) {
      int before = at;
      step();
      if (at == before) {
        at++;
      }
    }
    return parts;
  }

  // ---------------------------------------------------------------- structure

  private void step() {
    SqlToken token = tokens.get(at);
    if (token.text(body).equals("<<")) {
      while (at < tokens.size() && !tokens.get(at).text(body).equals(">>")) {
        at++;
      }
      at++;
      return;
    }
    if (token.kind() != SqlToken.Kind.WORD || assigns()) {
      upTo(";");
      return;
    }
    switch (Identifiers.fold(token.text(body))) {
      case "declare" -> {
        at++;
        declarations();
      }
      case "begin" -> {
        at++;
        open.push("begin");
      }
      case "exception" -> {
        at++;
        open.push("exception");
      }
      case "end" -> endOf();
      case "if", "elsif", "elseif" -> {
        if (isWord(at, "if")) {
          open.push("if");
        }
        at++;
        upTo("then");
      }
      case "else", "then" -> at++;
      case "case" -> {
        open.push("case");
        at++;
        upTo("when");
      }
      case "when" -> {
        at++;
        upTo("then");
      }
      case "loop" -> {
        at++;
        open.push("loop");
      }
      case "while" -> {
        at++;
        upTo("loop");
        open.push("loop");
      }
      case "for", "foreach" -> loop();
      case "return" -> returns();
      case "open" -> opens();
      case "execute" -> {
        at++;
        dynamic(end(";"));
        at = end(";") + 1;
      }
      case "perform" -> {
        int to = end(";");
        int start = tokens.get(at).start();
        String text = body.substring(start, tokens.get(to - 1).end());
        SqlCommand query = parser.parse("SELECT " + text.substring("perform".length()));
        parts.add(new CodePart(query, text, start, isConditional()));
        at = to + 1;
      }
      case "exit", "continue", "raise", "assert", "null", "get", "fetch", "move", "close" ->
          upTo(";");
      case "commit" -> ends(SqlCommand.Transaction.Step.COMMIT);
      case "rollback" -> ends(SqlCommand.Transaction.Step.ROLLBACK);
      default -> {
        int to = end(";");
        statement(at, to);
        at = to + 1;
      }
    }
  }

  /** COMMIT or ROLLBACK, perhaps AND CHAIN; neither is for savepoints here. */
  private void ends(SqlCommand.Transaction.Step step) {
    SqlToken word = tokens.get(at);
    parts.add(
        new CodePart(
            new SqlCommand.Transaction(step), word.text(body), word.start(), isConditional()));
    at = end(";") + 1;
  }

  private void endOf() {
    at++;
    for (String structure : List.of("if", "loop", "case")) {
      if (isWord(at, structure)) {
        open.removeFirstOccurrence(structure);
        at = end(";") + 1;
        return;
      }
    }
    if ("exception".equals(open.peek())) {
      open.pop();
    }
    open.removeFirstOccurrence("begin");
    at = end(";") + 1;
  }

  private boolean isConditional() {
    return open.stream().anyMatch(structure -> !structure.equals("begin"));
  }

  /** Whether an assignment begins here: {@code name[.name][subscript] :=} or {@code =}. */
  private boolean assigns() {
    int depth = 0;
    for (int i = at + 1; i < tokens.size(); i++) {
      SqlToken token = tokens.get(i);
      if (token.isSymbol(body, '[')) {
        depth++;
      } else if (token.isSymbol(body, ']')) {
        depth--;
      } else if (depth == 0) {
        String text = token.text(body);
        if (text.equals(":=") || text.equals("=")) {
          return true;
        }
        boolean field = text.equals(".") || tokens.get(i - 1).isSymbol(body, '.');
        if (!field) {
          return false;
        }
      }
    }
    return false;
  }

  /** {@code name CURSOR (...) FOR query;} and {@code name type := expression;}, up to BEGIN. */
  private void declarations() {
    while (at < tokens.size() && !isWord(at, "begin")) {
      int to = end(";");
      int query = -1;
      boolean cursor = false;
      for (int i = at; i < to && query < 0; i++) {
        cursor |= isWord(i, "cursor");
        if (cursor && (isWord(i, "for") || isWord(i, "is"))) {
          query = i + 1;
        } else if (!cursor && isDefault(i)) {
          expression(i + 1, to);
          break;
        }
      }
      if (query >= 0) {
        statement(query, to);
      }
      at = to + 1;
    }
  }

  private boolean isDefault(int index) {
    String text = tokens.get(index).text(body);
    return text.equals(":=") || text.equals("=") || isWord(index, "default");
  }

  /** FOR and FOREACH: over numbers, an array, a cursor, a query or a text made at run time. */
  private void loop() {
    int to = end("loop");
    int in = at;
    while (in < to && !isWord(in, "in")) {
      in++;
    }
    in++;
    if (isWord(in, "execute")) {
      at = in + 1;
      dynamic(to);
    } else if (in < to && isQuery(in)) {
      statement(in, to);
    } else {
      // numbers, an array, or a cursor's arguments
      for (int i = in; i < to; i++) {
        if (tokens.get(i).text(body).equals("..")) {
          expression(isWord(in, "reverse") ? in + 1 : in, i);
          in = i + 1;
        }
      }
      boolean array = isWord(in, "array");
      expression(array ? in + 1 : in, to);
    }
    at = to + 1;
    open.push("loop");
  }

  private boolean isQuery(int index) {
    int i = index;
    while (i < tokens.size() && tokens.get(i).isSymbol(body, '(')) {
      i++;
    }
    return i < tokens.size()
        && tokens.get(i).kind() == SqlToken.Kind.WORD
        && Set.of("select", "with", "values", "table", "insert", "update", "delete", "merge")
            .contains(Identifiers.fold(tokens.get(i).text(body)));
  }

  private void returns() {
    int to = end(";");
    at++;
    if (isWord(at, "query") && isWord(at + 1, "execute")) {
      at += 2;
      dynamic(to);
    } else if (isWord(at, "query")) {
      statement(at + 1, to);
    } else {
      expression(isWord(at, "next") ? at + 1 : at, to);
    }
    at = to + 1;
  }

  /** {@code OPEN cursor FOR query} and {@code FOR EXECUTE text}. */
  private void opens() {
    int to = end(";");
    for (int i = at; i < to; i++) {
      if (isWord(i, "for")) {
        if (isWord(i + 1, "execute")) {
          at = i + 2;
          dynamic(to);
        } else {
          statement(i + 1, to);
        }
        break;
      }
    }
    at = to + 1;
  }

  // ---------------------------------------------------------------- pieces

  /** The rest up to {@code word} is an expression, and that is passed. */
  private void upTo(String word) {
    int to = end(word);
    expression(at, to);
    at = to + (word.equals("when") ? 0 : 1);
  }

  /**
   * The index of the next {@code word} outside of parentheses and of CASE ... END, or of a
   * semicolon in its place; the number of tokens where there is none.
   */
  private int end(String word) {
    int depth = 0;
    int cases = 0;
    for (int i = at; i < tokens.size(); i++) {
      SqlToken token = tokens.get(i);
      if (token.isSymbol(body, '(') || token.isSymbol(body, '[')) {
        depth++;
      } else if (token.isSymbol(body, ')') || token.isSymbol(body, ']')) {
        depth--;
      } else if (depth <= 0 && token.isSymbol(body, ';')) {
        return i;
      } else if (depth <= 0 && cases == 0 && token.isWord(body, word)) {
        return i;
      } else if (depth <= 0 && token.isWord(body, "case")) {
        cases++;
      } else if (depth <= 0 && cases > 0 && token.isWord(body, "end")) {
        cases--;
      }
    }
    return tokens.size();
  }

  /** What is computed: of interest only where it may call a function or read a table. */
  private void expression(int from, int to) {
    boolean calls = false;
    for (int i = from; i < to; i++) {
      calls |= tokens.get(i).isSymbol(body, '(');
    }
    if (!calls) {
      return;
    }
    // RAISE and others take a list with USING: what is no expression is passed over in pieces
    int start = tokens.get(from).start();
    String text = body.substring(start, tokens.get(to - 1).end());
    SqlCommand command = parser.parse("SELECT " + text);
    if (command instanceof SqlCommand.Unparsed || isAssignment(from, to)) {
      command = parser.parse("SELECT " + afterOperator(from, to));
    }
    if (!(command instanceof SqlCommand.Unparsed)) {
      parts.add(new CodePart(command, text, start, isConditional()));
    }
  }

  private boolean isAssignment(int from, int to) {
    for (int i = from; i < to; i++) {
      if (tokens.get(i).text(body).equals(":=")) {
        return true;
      }
    }
    return false;
  }

  /** What stands behind the assignment, or all calls of a statement such as RAISE as one list. */
  private String afterOperator(int from, int to) {
    for (int i = from; i < to; i++) {
      String text = tokens.get(i).text(body);
      if (text.equals(":=") || text.equals("=")) {
        return body.substring(tokens.get(i).end(), tokens.get(to - 1).end());
      }
    }
    for (int i = from; i < to; i++) {
      if (tokens.get(i).isSymbol(body, ',')) {
        return body.substring(tokens.get(i).end(), tokens.get(to - 1).end());
      }
    }
    return body.substring(tokens.get(from).end(), tokens.get(to - 1).end());
  }

  private void statement(int from, int to) {
    if (from >= to) {
      return;
    }
    int start = tokens.get(from).start();
    String text = body.substring(start, tokens.get(Math.min(to, tokens.size()) - 1).end());
    SqlCommand command = parser.parse(withoutInto(from, to, text));
    parts.add(new CodePart(command, text, start, isConditional()));
  }

  /** The statement without {@code INTO [STRICT] variables}, each character of it a space. */
  private String withoutInto(int from, int to, String text) {
    boolean query =
        isQuery(from) || isWord(from, "insert") || isWord(from, "update") || isWord(from, "delete");
    if (!query) {
      return text;
    }
    int depth = 0;
    for (int i = from; i < to; i++) {
      SqlToken token = tokens.get(i);
      if (token.isSymbol(body, '(')) {
        depth++;
      } else if (token.isSymbol(body, ')')) {
        depth--;
      } else if (depth == 0
          && token.isWord(body, "into")
          && i > from
          && !isWord(i - 1, "insert")
          && !isWord(i - 1, "merge")) {
        int end = variables(isWord(i + 1, "strict") ? i + 2 : i + 1, to);
        int offset = tokens.get(from).start();
        int first = token.start() - offset;
        int last = tokens.get(end - 1).end() - offset;
        return text.substring(0, first) + " ".repeat(last - first) + text.substring(last);
      }
    }
    return text;
  }

  /** The index behind {@code a, b.c, d[1]}. */
  private int variables(int from, int to) {
    int i = from;
    while (i < to) {
      i++;
      while (i + 1 < to && tokens.get(i).isSymbol(body, '.')) {
        i += 2;
      }
      if (i < to && tokens.get(i).isSymbol(body, '[')) {
        while (i < to && !tokens.get(i).isSymbol(body, ']')) {
          i++;
        }
        i++;
      }
      if (i >= to || !tokens.get(i).isSymbol(body, ',')) {
        return Math.min(i, to);
      }
      i++;
    }
    return to;
  }

  /** EXECUTE: what is a constant is read as what it is. */
  private void dynamic(int to) {
    int from = at;
    int end = from;
    int depth = 0;
    while (end < to && !(depth == 0 && (isWord(end, "into") || isWord(end, "using")))) {
      depth += tokens.get(end).isSymbol(body, '(') ? 1 : 0;
      depth -= tokens.get(end).isSymbol(body, ')') ? 1 : 0;
      end++;
    }
    if (from >= end) {
      return;
    }
    int start = tokens.get(from).start();
    String text = body.substring(start, tokens.get(end - 1).end());
    String constant = constant(from, end);
    constant = constant == null ? formatted(from, end) : constant;
    if (constant == null) {
      parts.add(new CodePart(null, text, start, isConditional()));
      return;
    }
    for (CodePart part : new CodeReader(parser, constant).sql()) {
      parts.add(new CodePart(part.command(), part.text(), start, isConditional()));
    }
  }

  /** The text that strings joined by || make; null for anything else. */
  private @Nullable String constant(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      SqlToken token = tokens.get(i);
      boolean operator = (i - from) % 2 == 1;
      if (operator ? !token.text(body).equals("||") : token.kind() != SqlToken.Kind.STRING) {
        return null;
      }
      if (!operator) {
        String content = Identifiers.string(token, body);
        if (content == null) {
          return null;
        }
        text.append(content);
      }
    }
    return text.toString();
  }

  /** What {@code format} makes of constants alone; null for anything else. */
  private @Nullable String formatted(int from, int to) {
    List<String> values = new ArrayList<>();
    boolean call =
        isWord(from, "format")
            && to - from >= 4
            && tokens.get(from + 1).isSymbol(body, '(')
            && tokens.get(to - 1).isSymbol(body, ')');
    for (int i = from + 2; call && i < to - 1; i += 2) {
      SqlToken token = tokens.get(i);
      String value =
          token.kind() == SqlToken.Kind.STRING
              ? Identifiers.string(token, body)
              : token.kind() == SqlToken.Kind.NUMBER ? token.text(body) : null;
      call = value != null && (i + 1 == to - 1 || tokens.get(i + 1).isSymbol(body, ','));
      if (value != null) {
        values.add(value);
      }
    }
    return call && !values.isEmpty() ? filled(values) : null;
  }

  /** The first value with the others in its places; null where there is more to it. */
  private static @Nullable String filled(List<String> values) {
    String pattern = values.get(0);
    StringBuilder text = new StringBuilder();
    int next = 1;
    int i = 0;
    while (i < pattern.length()) {
      int place = pattern.indexOf('%', i);
      if (place < 0) {
        text.append(pattern, i, pattern.length());
        break;
      }
      text.append(pattern, i, place);
      char type = place + 1 < pattern.length() ? pattern.charAt(place + 1) : ' ';
      i = place + 2;
      if (type == '%') {
        text.append('%');
      } else if (next < values.size() && (type == 's' || type == 'I' || type == 'L')) {
        String value = values.get(next++);
        text.append(
            switch (type) {
              case 'I' -> Identifiers.quote(value);
              case 'L' -> "'" + value.replace("'", "''") + "'";
              default -> value;
            });
      } else {
        return null;
      }
    }
    return text.toString();
  }

  private boolean isWord(int index, String word) {
    return index < tokens.size() && tokens.get(index).isWord(body, word);
  }
}
