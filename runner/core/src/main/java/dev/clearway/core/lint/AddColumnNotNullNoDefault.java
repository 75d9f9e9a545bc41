/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.DataType;

/** ADD COLUMN ... NOT NULL without a default. */
final class AddColumnNotNullNoDefault extends AddColumnRule {
  AddColumnNotNullNoDefault() {
    super(
        "add-column-not-null-no-default",
        RuleGroup.COLUMNS,
        Severity.ERROR,
        Danger.CLIENTS,
        "ADD COLUMN ... NOT NULL without a default",
        "add it with a constant default, or nullable first; then make it NOT NULL when "
            + "all clients write it");
  }

  @Override
  void check(Step step, Relation table, ColumnDefinition column) {
    if (!column.isNotNull()) {
      return;
    }
    DataType type = column.type();
    boolean filled =
        Columns.hasDefault(column)
            || column.generation() != ColumnDefinition.Generation.NONE
            || (type != null && type.isSerial());
    if (!filled) {
      step.report(
          this,
          "fails if %s has rows, and breaks clients that insert without it"
              .formatted(step.show(table)),
          table);
    }
  }
}
