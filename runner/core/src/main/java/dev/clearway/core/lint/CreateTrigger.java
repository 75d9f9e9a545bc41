/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;

/** CREATE, ALTER or DROP TRIGGER on a table that was there before. */
final class CreateTrigger extends Rule {
  CreateTrigger() {
    super(
        "create-trigger",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.LOCK,
        "CREATE, ALTER or DROP TRIGGER on a table that was there before",
        "keep the lock timeout short: Clearway does");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.CreateTrigger trigger) {
      report(step, trigger.table(), "SHARE ROW EXCLUSIVE on %s keeps writes out for a moment");
    } else if (step.command() instanceof SqlCommand.TableObject object
        && object.kind() == ObjectKind.TRIGGER) {
      report(step, object.table(), "ACCESS EXCLUSIVE on %s keeps every query out for a moment");
    }
  }

  private void report(Step step, QualifiedName name, String message) {
    Relation table = step.old(name);
    if (table != null && table.kind() != RelationKind.VIEW) {
      step.report(this, message.formatted(step.show(table)), table);
    }
  }
}
