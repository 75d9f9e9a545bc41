/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;

/** ADD COLUMN ... GENERATED ALWAYS AS (...) STORED. */
final class AddColumnStoredGenerated extends AddColumnRule {
  AddColumnStoredGenerated() {
    super(
        "add-column-stored-generated",
        RuleGroup.COLUMNS,
        Severity.ERROR,
        Danger.WORK,
        "ADD COLUMN ... GENERATED ALWAYS AS (...) STORED",
        "a plain column that a trigger keeps up, filled in batches; from 18 on a VIRTUAL " + "one");
  }

  @Override
  void check(Step step, Relation table, ColumnDefinition column) {
    if (column.generation() == ColumnDefinition.Generation.STORED) {
      step.report(
          this,
          "writes all of %s and its indexes anew under ACCESS EXCLUSIVE"
              .formatted(step.show(table)),
          table);
    }
  }
}
