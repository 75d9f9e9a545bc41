/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;

/** ALTER SCHEMA ... RENAME TO. */
final class RenameSchema extends Rule {
  RenameSchema() {
    super(
        "rename-schema",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "ALTER SCHEMA ... RENAME TO",
        "a new schema with views over the old one's tables");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.RenameSchema rename
        && !step.run().isMadeHere(QualifiedName.of(rename.name()))) {
      step.report(
          this,
          "clients that name %s, or have it in their search path, fail from that moment on"
              .formatted(Identifiers.quote(rename.name())));
    }
  }
}
