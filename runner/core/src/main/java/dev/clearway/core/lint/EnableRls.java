/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.TableAction;

/** ENABLE, DISABLE or FORCE ROW LEVEL SECURITY. */
final class EnableRls extends Rule {
  EnableRls() {
    super(
        "enable-rls",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.LOCK,
        "ENABLE, DISABLE or FORCE ROW LEVEL SECURITY",
        "create the policies first; keep the lock timeout short: Clearway does");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table != null && step.action() instanceof TableAction.RowSecurity) {
      step.report(
          this,
          "ACCESS EXCLUSIVE on %s keeps every query out for a moment; without a policy nobody but"
                  .formatted(step.show(table))
              + " its owner sees a row",
          table);
    }
  }
}
