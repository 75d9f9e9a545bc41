/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import java.util.List;

/**
 * What one statement will lock.
 *
 * @param statementClass how the guard treats the statement
 * @param locks the strongest lock on each relation that existed before the migration, one entry a
 *     relation; empty where the class is {@link StatementClass#FRESH}
 */
public record LockForecast(StatementClass statementClass, List<RelationLock> locks) {

  public LockForecast {
    locks = List.copyOf(locks);
  }

  /** The locks that applications notice. */
  public List<RelationLock> strongLocks() {
    return locks.stream().filter(RelationLock::isStrong).toList();
  }

  public static LockForecast fresh() {
    return new LockForecast(StatementClass.FRESH, List.of());
  }

  public static LockForecast unknown() {
    return new LockForecast(StatementClass.UNKNOWN, List.of());
  }
}
