/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.TableAction;

/** ALTER COLUMN ... TYPE that writes nothing, but checks a CHECK on the column again. */
final class ChangeTypeRechecksConstraints extends Rule {
  ChangeTypeRechecksConstraints() {
    super(
        "change-type-rechecks-constraints",
        RuleGroup.COLUMNS,
        Severity.WARNING,
        Danger.WORK,
        "ALTER COLUMN ... TYPE that writes nothing, but checks a CHECK on the column " + "again",
        "drop the CHECK, change the type, add the CHECK again NOT VALID, VALIDATE in the "
            + "next script");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table == null
        || !(step.action() instanceof TableAction.ChangeType change)
        || step.rewritesAny()
        || !step.scansAny()) {
      return;
    }
    Column column = step.column(table, change.column());
    if (column != null && isChecked(step, table, column)) {
      step.report(
          this,
          "reads all of %s for its CHECK while ACCESS EXCLUSIVE keeps every query out"
              .formatted(step.show(table)),
          table);
    }
  }

  static boolean isChecked(Step step, Relation table, Column column) {
    return step.catalog().constraints(table).stream()
        .anyMatch(c -> c.kind() == 'c' && c.validated() && c.columns().contains(column.number()));
  }
}
