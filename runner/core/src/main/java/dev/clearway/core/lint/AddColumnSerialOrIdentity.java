/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.DataType;

/** ADD COLUMN of serial, or GENERATED AS IDENTITY. */
final class AddColumnSerialOrIdentity extends AddColumnRule {
  AddColumnSerialOrIdentity() {
    super(
        "add-column-serial-or-identity",
        RuleGroup.COLUMNS,
        Severity.ERROR,
        Danger.WORK,
        "ADD COLUMN of serial, or GENERATED AS IDENTITY",
        "ADD COLUMN ... bigint, then a sequence and SET DEFAULT nextval(...), then fill "
            + "the old rows in batches");
  }

  @Override
  void check(Step step, Relation table, ColumnDefinition column) {
    DataType type = column.type();
    boolean serial = type != null && type.isSerial();
    if (serial || column.generation() == ColumnDefinition.Generation.IDENTITY) {
      step.report(
          this,
          "writes all of %s and its indexes anew under ACCESS EXCLUSIVE, to number its rows"
              .formatted(step.show(table)),
          table);
    }
  }
}
