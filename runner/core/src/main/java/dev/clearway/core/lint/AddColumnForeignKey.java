/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;

/** ADD COLUMN ... REFERENCES. */
final class AddColumnForeignKey extends AddColumnRule {
  AddColumnForeignKey() {
    super(
        "add-column-foreign-key",
        RuleGroup.CONSTRAINTS,
        Severity.WARNING,
        Danger.LOCK,
        "ADD COLUMN ... REFERENCES",
        "add the column without a default; the key then has nothing to check");
  }

  @Override
  void check(Step step, Relation table, ColumnDefinition column) {
    for (Constraint constraint : column.constraints()) {
      if (constraint instanceof Constraint.ForeignKey key) {
        boolean filled = Columns.hasDefault(column) && key.enforced();
        String both =
            "ACCESS EXCLUSIVE on %s and SHARE ROW EXCLUSIVE on %s"
                .formatted(step.show(table), step.show(key.referenced()));
        step.report(
            this,
            filled ? severity() : Severity.NOTE,
            filled ? "looks every row up under " + both : "takes " + both + ", for a moment",
            filled ? remedy() : "",
            table);
      }
    }
  }
}
