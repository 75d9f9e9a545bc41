/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.DataType;

/** ADD COLUMN of a domain with a CHECK or NOT NULL. */
final class AddColumnConstrainedDomain extends AddColumnRule {
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
  void check(Step step, Relation table, ColumnDefinition column) {
    DataType type = column.type();
    if (type != null && !type.array() && step.database().isConstrainedDomain(type)) {
      step.report(
          this,
          "writes all of %s and its indexes anew under ACCESS EXCLUSIVE, to check the domain %s"
              .formatted(step.show(table), type.qualifiedName()),
          table);
    }
  }
}
