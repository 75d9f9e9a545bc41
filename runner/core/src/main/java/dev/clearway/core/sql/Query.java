/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a query or a data-changing statement does.
 *
 * @param kind SELECT also stands for VALUES and TABLE
 * @param target the table that is written; null for SELECT
 * @param filtered whether WHERE stands at its top level
 * @param tables every table, in the strongest mode that it is used in, without the names that WITH
 *     defines
 * @param functions the functions that are called, as in {@link Expression}
 * @param columns the columns that an UPDATE sets; empty for the other kinds
 */
public record Query(
    Kind kind,
    @Nullable QualifiedName target,
    boolean filtered,
    List<TableUse> tables,
    Set<QualifiedName> functions,
    Set<String> columns) {

  /** Which statement. */
  public enum Kind {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    MERGE
  }

  public Query {
    tables = List.copyOf(tables);
    functions = Set.copyOf(functions);
    columns = Set.copyOf(columns);
  }
}
