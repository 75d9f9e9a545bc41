/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;

/** Several ALTER TABLE of the same table in one script. */
final class RepeatedAlterTable extends Rule {
  RepeatedAlterTable() {
    super(
        "repeated-alter-table",
        RuleGroup.TRANSACTIONS,
        Severity.NOTE,
        Danger.STYLE,
        "Several ALTER TABLE of the same table in one script",
        "one ALTER TABLE with all actions: the lock is taken once, and rows are read once");
  }

  @Override
  void statement(Step step) {
    if (!step.isInScript() || !(step.command() instanceof SqlCommand.AlterRelation alter)) {
      return;
    }
    Relation table = step.old(alter.relation().name());
    boolean alone = false;
    for (TableAction action : alter.actions()) {
      alone |= isAlone(action);
    }
    if (table == null || alone || alter.kind() != ObjectKind.TABLE) {
      return;
    }
    if (step.run().timesAltered(table) == 2) {
      step.report(
          this, "%s is altered by an earlier statement too".formatted(step.show(table)), table);
    }
  }

  /** Whether it cannot be put together with others. */
  private static boolean isAlone(TableAction action) {
    return action instanceof TableAction.Rename
        || action instanceof TableAction.RenameColumn
        || action instanceof TableAction.RenameConstraint
        || action instanceof TableAction.SetSchema
        || action instanceof TableAction.AttachPartition
        || action instanceof TableAction.DetachPartition
        || action instanceof TableAction.ValidateConstraint;
  }
}
