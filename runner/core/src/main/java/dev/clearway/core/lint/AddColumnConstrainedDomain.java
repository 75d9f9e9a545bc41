/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.TableAction.AddColumn;

/** ADD COLUMN of a domain with a CHECK or NOT NULL. */
final class AddColumnConstrainedDomain extends Rule {
  AddColumnConstrainedDomain() {
    super(
        "add-column-constrained-domain",
        RuleGroup.COLUMNS,
        Severity.ERROR,
        Danger.WORK,
        "ADD COLUMN of a domain with a CHECK or NOT NULL",
        "ADD COLUMN of the type below, and a CHECK on the table: NOT VALID, VALIDATE in "
            + "the next script");
  }

  @Override
  void check(Step step) {
    AddColumn add = Columns.added(step);
    Relation table = step.oldTarget();
    DataType type = add == null ? null : add.column().type();
    if (table != null
        && type != null
        && !type.array()
        && step.database().isConstrainedDomain(type)) {
      step.report(
          this,
          "writes all of %s and its indexes anew under ACCESS EXCLUSIVE, to check the domain %s"
              .formatted(step.show(table), type.qualifiedName()),
          table);
    }
  }
}
