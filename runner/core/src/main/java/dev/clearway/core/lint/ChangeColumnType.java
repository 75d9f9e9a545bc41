/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.TableAction;

/** ALTER COLUMN ... TYPE that writes the table or an index anew. */
final class ChangeColumnType extends Rule {
  ChangeColumnType() {
    super(
        "change-column-type",
        RuleGroup.COLUMNS,
        Severity.ERROR,
        Danger.WORK,
        "ALTER COLUMN ... TYPE that writes the table or an index anew",
        "add a column of the new type, fill it in batches, and let clients move over to " + "it");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table == null || !(step.action() instanceof TableAction.ChangeType change)) {
      return;
    }
    Column column = step.column(table, change.column());
    String name = step.show(table);
    if (step.rewritesAny()) {
      step.report(
          this,
          "writes all of %s and its indexes anew under ACCESS EXCLUSIVE%s"
              .formatted(
                  name,
                  column == null
                      ? "; what type the column had is not known"
                      : ": %s to %s".formatted(column.type(), change.type().printed())),
          table);
    } else if (step.scansAny()
        && (column == null || !ChangeTypeRechecksConstraints.isChecked(step, table, column))) {
      step.report(
          this,
          "builds the indexes on the column anew while ACCESS EXCLUSIVE keeps every query on %s out"
              .formatted(name),
          table);
    }
  }
}
