/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.TableAction.AddColumn;

/** ADD COLUMN ... GENERATED ALWAYS AS (...) STORED. */
final class AddColumnStoredGenerated extends Rule {
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
  void check(Step step) {
    AddColumn add = Columns.added(step);
    Relation table = step.oldTarget();
    if (add != null
        && table != null
        && add.column().generation() == ColumnDefinition.Generation.STORED) {
      step.report(
          this,
          "writes all of %s and its indexes anew under ACCESS EXCLUSIVE"
              .formatted(step.show(table)),
          table);
    }
  }
}
