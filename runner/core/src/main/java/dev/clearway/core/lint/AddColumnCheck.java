/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;

/** ADD COLUMN ... CHECK, even where all values will be NULL. */
final class AddColumnCheck extends AddColumnRule {
  AddColumnCheck() {
    super(
        "add-column-check",
        RuleGroup.CONSTRAINTS,
        Severity.ERROR,
        Danger.WORK,
        "ADD COLUMN ... CHECK, even where all values will be NULL",
        "ADD COLUMN alone, then ADD CONSTRAINT ... CHECK ... NOT VALID, then VALIDATE in "
            + "the next script");
  }

  @Override
  void check(Step step, Relation table, ColumnDefinition column) {
    boolean checked = false;
    for (Constraint constraint : column.constraints()) {
      checked |= constraint instanceof Constraint.Check c && !c.notValid() && c.enforced();
    }
    if (checked) {
      step.report(
          this,
          "reads all of %s for the CHECK while ACCESS EXCLUSIVE keeps every query out"
              .formatted(step.show(table)),
          table);
    }
  }
}
