/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.TableAction;

/** PRIMARY KEY USING INDEX over a column that is not known to be NOT NULL. */
final class AddPrimaryKeyUsingIndexNullable extends Rule {
  AddPrimaryKeyUsingIndexNullable() {
    super(
        "add-primary-key-using-index-nullable",
        RuleGroup.CONSTRAINTS,
        Severity.WARNING,
        Danger.WORK,
        "PRIMARY KEY USING INDEX over a column that is not known to be NOT NULL",
        "make the column NOT NULL first: CHECK NOT VALID, VALIDATE, SET NOT NULL");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table == null
        || !(step.action() instanceof TableAction.AddConstraint add)
        || !(add.constraint() instanceof Constraint.Unique unique)
        || !unique.primaryKey()
        || unique.usingIndex() == null) {
      return;
    }
    boolean unknown = !step.catalog().indexColumns(table).containsKey(unique.usingIndex());
    if (unknown || step.scansAny()) {
      step.report(
          this,
          step.catalog().isAssumed(table) ? Severity.NOTE : severity(),
          "makes the columns NOT NULL, and reads all of %s for that under ACCESS EXCLUSIVE unless"
                  .formatted(step.show(table))
              + " they are already",
          remedy(),
          table);
    }
  }
}
