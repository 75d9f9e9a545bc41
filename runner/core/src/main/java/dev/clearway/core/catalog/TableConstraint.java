/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A constraint of a table.
 *
 * @param kind {@code pg_constraint.contype}: c check, n not null, f foreign key, p primary key ...
 * @param expression {@code pg_constraint.conbin}, the stored node tree; empty for other kinds
 * @param columns numbers of the columns that it is about
 * @param printed the expression as SQL, where that was asked for; empty else
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

  /**
   * Whether it is a CHECK that no row with NULL in {@code column} can satisfy, so far as SET NOT
   * NULL sees it: {@code column IS NOT NULL}, alone or joined to others by AND.
   */
  public boolean provesNotNull(int column) {
    if (kind != 'c' || !validated) {
      return false;
    }
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
