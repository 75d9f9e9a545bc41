/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.TableAction;

/** ENABLE or DISABLE TRIGGER. */
final class ToggleTrigger extends Rule {
  ToggleTrigger() {
    super(
        "toggle-trigger",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.LOCK,
        "ENABLE or DISABLE TRIGGER",
        "let the trigger's function look at a setting instead");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table != null && step.action() instanceof TableAction.ToggleTrigger toggle) {
      step.report(
          this,
          "SHARE ROW EXCLUSIVE on %s keeps writes out until the transaction ends%s"
              .formatted(
                  step.show(table),
                  toggle.enable() ? "" : ", and nobody's writes set the trigger off"),
          table);
    }
  }
}
