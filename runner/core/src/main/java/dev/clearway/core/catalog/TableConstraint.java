/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A constraint of a table.
 *
 * @param kind {@code pg_constraint.contype}: c check, n not null, f foreign key, p primary key ...
 * @param expression {@code pg_constraint.conbin}, the stored node tree; empty for other kinds, and
 *     for what a script made
 * @param columns numbers of the columns that it is about
 * @param printed the expression as SQL, where that was asked for, or as a script wrote it; empty
 *     else
 */
public record TableConstraint(
    String name,
    char kind,
    boolean validated,
    String expression,
    Set<Integer> columns,
    String printed) {

  /** A NullTest on a column, of type IS_NOT_NULL. */
  private static final Pattern NOT_NULL_TEST =
      Pattern.compile(
          "\\{NULLTEST :arg \\{VAR :varno \\d+ :varattno (\\d+) [^{}]*\\} :nulltesttype 1 ");

  public TableConstraint {
    columns = Set.copyOf(columns);
  }

  /** The same constraint by another name. */
  public TableConstraint named(String newName) {
    return new TableConstraint(newName, kind, validated, expression, columns, printed);
  }

  /** The same constraint in other words. */
  TableConstraint printed(String newText) {
    return new TableConstraint(name, kind, validated, expression, columns, newText);
  }

  /** Whether it is a PRIMARY KEY or UNIQUE: a foreign key may refer to its columns. */
  public boolean isUnique() {
    return kind == 'p' || kind == 'u';
  }

  /** The same constraint, checked. */
  public TableConstraint valid() {
    return new TableConstraint(name, kind, true, expression, columns, printed);
  }

  /**
   * Whether it is a CHECK that no row with NULL in {@code column} can satisfy, so far as SET NOT
   * NULL sees it: {@code column IS NOT NULL}, alone or joined to others by AND.
   */
  public boolean provesNotNull(Column column) {
    if (kind != 'c' || !validated) {
      return false;
    }
    return expression.isEmpty() ? saysNotNull(column.name()) : testsNotNull(column.number());
  }

  /** The same of a constraint that is known as it was written only. */
  private boolean saysNotNull(String column) {
    List<String> condition = new ArrayList<>();
    boolean found = false;
    for (SqlToken token : SqlScanner.scan(printed)) {
      if (token.kind() == SqlToken.Kind.COMMENT) {
        continue;
      }
      boolean name =
          token.kind() == SqlToken.Kind.WORD || token.kind() == SqlToken.Kind.QUOTED_NAME;
      String word = name ? Identifiers.name(token, printed) : token.text(printed);
      if (token.isWord(printed, "or")
          || token.isWord(printed, "case")
          || token.isWord(printed, "between")) {
        return false;
      }
      if (token.isWord(printed, "and")) {
        found |= condition.equals(List.of(column, "is", "not", "null"));
        condition.clear();
      } else if (!word.equals("(") && !word.equals(")")) {
        condition.add(word);
      }
    }
    return found || condition.equals(List.of(column, "is", "not", "null"));
  }

  private boolean testsNotNull(int column) {
    boolean conjunction =
        expression.startsWith("{BOOLEXPR :boolop and")
            && !expression.contains(":boolop or")
            && !expression.contains(":boolop not");
    if (!conjunction && !expression.startsWith("{NULLTEST ")) {
      return false;
    }
    Matcher test = NOT_NULL_TEST.matcher(expression);
    while (test.find()) {
      boolean top = test.start() == 0 || (conjunction && isArgument(test.start()));
      if (top && Integer.parseInt(test.group(1)) == column) {
        return true;
      }
    }
    return false;
  }

  /** Whether the node at {@code at} is an argument of the AND that the expression is. */
  private boolean isArgument(int at) {
    int depth = 0;
    for (int i = 0; i < at; i++) {
      char c = expression.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
    return depth == 1;
  }
}
