/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A constraint of a table, or one that stands behind a column. */
public sealed interface Constraint {

  /** Null where PostgreSQL chooses the name. */
  @Nullable String name();

  /**
   * CHECK.
   *
   * @param notValid whether existing rows are left unchecked
   * @param enforced false for NOT ENFORCED, which checks nothing at all (PostgreSQL 18)
   */
  record Check(
      @Nullable String name,
      Expression expression,
      boolean notValid,
      boolean enforced,
      boolean noInherit)
      implements Constraint {}

  /** NOT NULL, as a column's or (PostgreSQL 18) as a table's constraint. */
  record NotNull(@Nullable String name, String column, boolean notValid) implements Constraint {}

  /**
   * PRIMARY KEY or UNIQUE.
   *
   * @param columns empty where {@code usingIndex} says them
   * @param usingIndex the index that becomes the constraint's; null where one is built
   */
  record Unique(
      @Nullable String name,
      boolean primaryKey,
      List<String> columns,
      @Nullable String usingIndex,
      boolean deferrable)
      implements Constraint {
    public Unique {
      columns = List.copyOf(columns);
    }
  }

  /**
   * FOREIGN KEY or REFERENCES.
   *
   * @param columns the columns of this table
   * @param referencedColumns empty for the primary key of {@code referenced}
   */
  record ForeignKey(
      @Nullable String name,
      List<String> columns,
      QualifiedName referenced,
      List<String> referencedColumns,
      boolean notValid,
      boolean enforced)
      implements Constraint {
    public ForeignKey {
      columns = List.copyOf(columns);
      referencedColumns = List.copyOf(referencedColumns);
    }
  }

  /** EXCLUDE: an index is built, always. */
  record Exclude(@Nullable String name, List<Expression> elements) implements Constraint {
    public Exclude {
      elements = List.copyOf(elements);
    }
  }
}
