/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.TableAction;

/** EXCLUDE on a table that was there before. */
final class AddExclusionConstraint extends Rule {
  AddExclusionConstraint() {
    super(
        "add-exclusion-constraint",
        RuleGroup.CONSTRAINTS,
        Severity.ERROR,
        Danger.WORK,
        "EXCLUDE on a table that was there before",
        "there is no concurrent way: make a new table with the constraint, copy in "
            + "batches, swap");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table != null
        && step.action() instanceof TableAction.AddConstraint add
        && add.constraint() instanceof Constraint.Exclude) {
      step.report(
          this,
          "builds an index and reads all of %s while ACCESS EXCLUSIVE keeps every query out"
              .formatted(step.show(table)),
          table);
    }
  }
}
