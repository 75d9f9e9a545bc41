/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableAction.ChangeColumn;

/** SET DEFAULT or DROP DEFAULT. */
final class ChangeDefault extends Rule {
  ChangeDefault() {
    super(
        "change-default",
        RuleGroup.COLUMNS,
        Severity.OFF,
        Danger.STYLE,
        "SET DEFAULT or DROP DEFAULT",
        "");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    boolean changes =
        step.action() instanceof TableAction.SetDefault
            || (step.action() instanceof ChangeColumn change
                && change.change() == ChangeColumn.Change.DROP_DEFAULT);
    if (table != null && changes) {
      step.report(
          this,
          "clients that leave the column out write other values into %s from now on"
              .formatted(step.show(table)),
          table);
    }
  }
}
