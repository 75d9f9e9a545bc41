/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.List;
import java.util.Set;

/**
 * A value expression.
 *
 * @param text as it was written
 * @param functions the functions that it calls, not those with a grammar of their own, such as
 *     {@code coalesce} or {@code current_timestamp}, of which none is volatile
 * @param casts the types that it casts to
 * @param tables the tables that its subqueries read
 */
public record Expression(
    String text, Set<QualifiedName> functions, List<DataType> casts, List<TableUse> tables) {

  public Expression {
    functions = Set.copyOf(functions);
    casts = List.copyOf(casts);
    tables = List.copyOf(tables);
  }

  /** Whether it is the word NULL, without which a column's default is none. */
  public boolean isNull() {
    return text.equalsIgnoreCase("null");
  }
}
