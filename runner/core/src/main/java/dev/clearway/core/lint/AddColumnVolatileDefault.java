/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Expression;

/** ADD COLUMN with a default that is computed for each row. */
final class AddColumnVolatileDefault extends AddColumnRule {
  AddColumnVolatileDefault() {
    super(
        "add-column-volatile-default",
        RuleGroup.COLUMNS,
        Severity.ERROR,
        Danger.WORK,
        "ADD COLUMN with a default that is computed for each row",
        "ADD COLUMN without it, ALTER COLUMN ... SET DEFAULT, then fill the old rows in "
            + "batches");
  }

  @Override
  void check(Step step, Relation table, ColumnDefinition column) {
    Expression value = column.defaultValue();
    DataType type = column.type();
    boolean plain =
        column.generation() == ColumnDefinition.Generation.NONE
            && (type == null || !type.isSerial());
    if (plain && value != null && !value.isNull() && step.database().isVolatile(value)) {
      step.report(
          this,
          "writes all of %s and its indexes anew under ACCESS EXCLUSIVE, to compute %s for each row"
              .formatted(step.show(table), Columns.shortened(value.text())),
          table);
    }
  }
}
