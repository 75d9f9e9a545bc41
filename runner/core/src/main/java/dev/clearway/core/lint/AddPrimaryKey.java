/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableAction.AddColumn;
import java.util.List;

/** ADD PRIMARY KEY without USING INDEX. */
final class AddPrimaryKey extends Rule {
  AddPrimaryKey() {
    super(
        "add-primary-key",
        RuleGroup.CONSTRAINTS,
        Severity.ERROR,
        Danger.WORK,
        "ADD PRIMARY KEY without USING INDEX",
        "make the columns NOT NULL, CREATE UNIQUE INDEX CONCURRENTLY, then ADD "
            + "CONSTRAINT ... PRIMARY KEY USING INDEX");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table == null) {
      return;
    }
    AddColumn column = Columns.added(step);
    boolean builds =
        step.action() instanceof TableAction.AddConstraint add && isKey(add.constraint());
    for (Constraint c : column == null ? List.<Constraint>of() : column.column().constraints()) {
      builds |= isKey(c);
    }
    if (builds) {
      step.report(
          this,
          "builds an index, and may look for NULLs, while ACCESS EXCLUSIVE keeps every query on %s"
                  .formatted(step.show(table))
              + " out",
          table);
    }
  }

  private static boolean isKey(Constraint constraint) {
    return constraint instanceof Constraint.Unique unique
        && unique.primaryKey()
        && unique.usingIndex() == null;
  }
}
