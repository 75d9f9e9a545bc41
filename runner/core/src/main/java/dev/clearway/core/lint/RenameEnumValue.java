/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** ALTER TYPE ... RENAME VALUE. */
final class RenameEnumValue extends Rule {
  RenameEnumValue() {
    super(
        "rename-enum-value",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "ALTER TYPE ... RENAME VALUE",
        "ADD VALUE of the new name, let clients move over, change the rows in batches");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.AlterType type
        && type.change() == SqlCommand.AlterType.TypeChange.RENAME_VALUE
        && !step.run().isMadeHere(type.name())) {
      step.report(
          this,
          "clients that write or compare with the old value of %s fail from that moment on"
              .formatted(type.name()));
    }
  }
}
