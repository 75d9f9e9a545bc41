/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;

/** ALTER TABLE ... SET SCHEMA. */
final class SetSchema extends Rule {
  SetSchema() {
    super(
        "set-schema",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "ALTER TABLE ... SET SCHEMA",
        "in the same script CREATE VIEW in the old schema over it");
  }

  @Override
  void check(Step step) {
    Relation relation = step.oldTarget();
    if (relation != null
        && step.action() instanceof TableAction.SetSchema
        && step.command() instanceof SqlCommand.AlterRelation alter
        && !RenameTable.isThereAgain(step, alter.relation().name())) {
      step.report(
          this,
          "clients that name the schema of %s fail from that moment on"
              .formatted(step.show(relation)),
          relation);
    }
  }
}
