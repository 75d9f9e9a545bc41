/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column as CREATE TABLE or ADD COLUMN defines it.
 *
 * @param type null only for a column of a typed table or a partition, which has its type already
 * @param defaultValue null where there is none; a serial's is not here
 * @param constraints those behind the column, with their columns filled in
 */
public record ColumnDefinition(
    String name,
    @Nullable DataType type,
    @Nullable Expression defaultValue,
    Generation generation,
    List<Constraint> constraints) {

  /** Where values come from if nobody gives them. */
  public enum Generation {
    /** From the default value, if there is one. */
    NONE,
    IDENTITY,
    STORED,
    /** Computed when it is read (PostgreSQL 18, and what it takes where nothing is said). */
    VIRTUAL
  }

  public ColumnDefinition {
    constraints = List.copyOf(constraints);
  }

  /** Whether NOT NULL or PRIMARY KEY stands behind the column. */
  public boolean isNotNull() {
    for (Constraint c : constraints) {
      if (c instanceof Constraint.NotNull || (c instanceof Constraint.Unique u && u.primaryKey())) {
        return true;
      }
    }
    return false;
  }
}
