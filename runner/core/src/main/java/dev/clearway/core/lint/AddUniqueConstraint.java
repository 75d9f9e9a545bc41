/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableAction.AddColumn;
import java.util.List;

/** ADD UNIQUE without USING INDEX, and ADD COLUMN ... UNIQUE. */
final class AddUniqueConstraint extends Rule {
  AddUniqueConstraint() {
    super(
        "add-unique-constraint",
        RuleGroup.CONSTRAINTS,
        Severity.ERROR,
        Danger.WORK,
        "ADD UNIQUE without USING INDEX, and ADD COLUMN ... UNIQUE",
        "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... UNIQUE USING INDEX in "
            + "the next script");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table != null && (addsConstraint(step) || addsColumn(step))) {
      step.report(
          this,
          "builds an index while ACCESS EXCLUSIVE keeps every query on %s out"
              .formatted(step.show(table)),
          table);
    }
  }

  private static boolean addsConstraint(Step step) {
    return step.action() instanceof TableAction.AddConstraint add && builds(add.constraint());
  }

  private static boolean addsColumn(Step step) {
    AddColumn add = Columns.added(step);
    boolean builds = false;
    for (Constraint constraint : add == null ? List.<Constraint>of() : add.column().constraints()) {
      builds |= builds(constraint);
    }
    return builds;
  }

  private static boolean builds(Constraint constraint) {
    return constraint instanceof Constraint.Unique unique
        && !unique.primaryKey()
        && unique.usingIndex() == null;
  }
}
