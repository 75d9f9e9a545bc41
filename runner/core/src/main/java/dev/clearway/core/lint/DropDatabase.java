/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.SqlCommand;

/** DROP DATABASE. */
final class DropDatabase extends Rule {
  DropDatabase() {
    super(
        "drop-database",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "DROP DATABASE",
        "leave it to a person");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.Drop drop && drop.kind() == ObjectKind.DATABASE) {
      step.report(this, "the database %s and all its data are gone".formatted(drop.names().get(0)));
    }
  }
}
