/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.SqlCommand;

/** DROP FUNCTION, PROCEDURE or AGGREGATE ... CASCADE. */
final class DropFunctionCascade extends Rule {
  DropFunctionCascade() {
    super(
        "drop-function-cascade",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.CLIENTS,
        "DROP FUNCTION, PROCEDURE or AGGREGATE ... CASCADE",
        "name the triggers, views and defaults that use it, and change those first");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.Drop drop
        && drop.kind() == ObjectKind.FUNCTION
        && drop.cascade()
        && !step.run().isMadeHere(drop.names().get(0))) {
      step.report(
          this,
          "CASCADE drops the triggers, views and defaults that use %s, under ACCESS EXCLUSIVE on"
                  .formatted(drop.names().get(0))
              + " their tables");
    }
  }
}
