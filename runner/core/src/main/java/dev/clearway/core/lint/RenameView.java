/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;

/** ALTER VIEW ... RENAME TO. */
final class RenameView extends Rule {
  RenameView() {
    super(
        "rename-view",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "ALTER VIEW ... RENAME TO",
        "CREATE VIEW of the new name, and drop the old one when no client uses it");
  }

  @Override
  void check(Step step) {
    Relation view = step.oldTarget();
    if (view != null
        && step.action() instanceof TableAction.Rename
        && step.command() instanceof SqlCommand.AlterRelation alter
        && (alter.kind() == ObjectKind.VIEW || view.kind() == RelationKind.VIEW)
        && !RenameTable.isThereAgain(step, alter.relation().name())) {
      step.report(
          this, "clients that use %s fail from that moment on".formatted(step.show(view)), view);
    }
  }
}
