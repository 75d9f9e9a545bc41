/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import org.jspecify.annotations.Nullable;

/** INHERITS, or ALTER TABLE ... INHERIT. */
final class CreateInheritanceChild extends Rule {
  CreateInheritanceChild() {
    super(
        "create-inheritance-child",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.LOCK,
        "INHERITS, or ALTER TABLE ... [NO] INHERIT",
        "partitions, where they serve");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.CreateTable table) {
      for (QualifiedName name : table.inherits()) {
        report(step, step.old(name));
      }
    } else if (step.action() instanceof TableAction.Inherit inherit && step.oldTarget() != null) {
      report(step, step.old(inherit.parent()));
    } else if (step.action() instanceof TableAction.NoInherit leaves && step.oldTarget() != null) {
      Relation parent = step.old(leaves.parent());
      if (parent != null) {
        step.report(
            this,
            "queries of %s miss its rows from now on; ACCESS EXCLUSIVE on the child"
                .formatted(step.show(parent)),
            parent);
      }
    }
  }

  private void report(Step step, @Nullable Relation parent) {
    if (parent != null) {
      step.report(
          this,
          "queries of %s read the child too from now on; SHARE UPDATE EXCLUSIVE on it"
              .formatted(step.show(parent)),
          parent);
    }
  }
}
