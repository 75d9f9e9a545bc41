/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.TableAction;

/** ADD CHECK without NOT VALID. */
final class AddCheckValidated extends Rule {
  AddCheckValidated() {
    super(
        "add-check-validated",
        RuleGroup.CONSTRAINTS,
        Severity.ERROR,
        Danger.WORK,
        "ADD CHECK without NOT VALID",
        "ADD CONSTRAINT ... NOT VALID, then VALIDATE CONSTRAINT in the next script");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table != null
        && step.action() instanceof TableAction.AddConstraint add
        && add.constraint() instanceof Constraint.Check check
        && !check.notValid()
        && check.enforced()) {
      step.report(
          this,
          "reads all of %s while ACCESS EXCLUSIVE keeps every query out"
              .formatted(step.show(table)),
          table);
    }
  }
}
