/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;

/** DROP SCHEMA. */
final class DropSchema extends Rule {
  DropSchema() {
    super(
        "drop-schema",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "DROP SCHEMA",
        "drop what is in it piece by piece, then the empty schema");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.Drop drop) || drop.kind() != ObjectKind.SCHEMA) {
      return;
    }
    for (QualifiedName name : drop.names()) {
      if (!step.run().isMadeHere(name)) {
        step.report(
            this,
            drop.cascade() ? severity() : Severity.WARNING,
            drop.cascade()
                ? "all that is in %s is gone, ACCESS EXCLUSIVE on each of it".formatted(name)
                : "clients that name the schema %s fail".formatted(name),
            remedy());
      }
    }
  }
}
