/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.SqlCommand;

/** DROP TYPE, DOMAIN or EXTENSION ... CASCADE. */
final class DropType extends Rule {
  DropType() {
    super(
        "drop-type",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.CLIENTS,
        "DROP TYPE, DOMAIN or EXTENSION ... CASCADE",
        "name what depends on it, and change that first");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.Drop drop
        && (drop.kind() == ObjectKind.TYPE
            || drop.kind() == ObjectKind.DOMAIN
            || drop.kind() == ObjectKind.EXTENSION)
        && drop.cascade()
        && !step.run().isMadeHere(drop.names().get(0))) {
      step.report(
          this,
          "CASCADE drops every column of %s with its data, under ACCESS EXCLUSIVE on its table"
              .formatted(drop.names().get(0)));
    }
  }
}
