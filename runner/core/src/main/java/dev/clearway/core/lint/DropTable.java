/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;

/** DROP TABLE. */
final class DropTable extends Rule {
  DropTable() {
    super(
        "drop-table",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "DROP TABLE",
        "rename it first and drop it later; then say so:  -- clearway: ignore=drop-table "
            + "reason=\"...\"");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.Drop drop)
        || (drop.kind() != ObjectKind.TABLE && drop.kind() != ObjectKind.FOREIGN_TABLE)) {
      return;
    }
    for (QualifiedName name : drop.names()) {
      Relation table = step.old(name);
      boolean gone = drop.ifExists() && step.run().hasHistory() && step.run().isUnheardOf(name);
      if (table != null && !(gone && isMadeBehind(step, name))) {
        step.report(
            this,
            "%s and its data are gone, and clients that use it fail".formatted(step.show(table)),
            table);
      }
    }
  }

  private static boolean isMadeBehind(Step step, QualifiedName name) {
    for (SqlCommand command : step.following()) {
      if (command instanceof SqlCommand.CreateTable made && made.name().equals(name)) {
        return true;
      }
    }
    return false;
  }
}
