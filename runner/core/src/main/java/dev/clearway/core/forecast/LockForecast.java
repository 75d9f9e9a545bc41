/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;

/**
 * What one statement will lock.
 *
 * @param statementClass how the guard treats the statement
 * @param locks the strongest lock on each relation that existed before the migration, one entry a
 *     relation; empty where the class is {@link StatementClass#FRESH}; so far as it is known where
 *     it is {@link StatementClass#UNKNOWN}
 * @param missing the relations that the statement needs and that do not exist when it runs: no
 *     statement before it makes them. Empty behind code that nobody can look into, which may have
 *     made them
 * @param unknowns what nobody can look into, in the order of the text
 */
public record LockForecast(
    StatementClass statementClass,
    List<RelationLock> locks,
    List<QualifiedName> missing,
    List<Unknown> unknowns) {

  public LockForecast {
    locks = List.copyOf(locks);
    missing = List.copyOf(missing);
    unknowns = List.copyOf(unknowns);
  }

  /** The locks that applications notice. */
  public List<RelationLock> strongLocks() {
    List<RelationLock> strong = new ArrayList<>();
    for (RelationLock lock : locks) {
      if (lock.isStrong()) {
        strong.add(lock);
      }
    }
    return strong;
  }

  public static LockForecast fresh() {
    return new LockForecast(StatementClass.FRESH, List.of(), List.of(), List.of());
  }
}
