/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.LockMode;

/**
 * One lock that a statement will take on a relation that existed before the migration.
 *
 * @param rewrite whether the statement writes the relation's file anew
 * @param scan whether the statement reads all of the relation
 */
public record RelationLock(Relation relation, LockMode mode, boolean rewrite, boolean scan) {

  /** A strong lock: one that applications notice. */
  public boolean isStrong() {
    return mode.isStrong();
  }
}
