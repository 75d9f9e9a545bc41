/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.TableAction;

/** ALTER COLUMN ... SET EXPRESSION of a stored generated column. */
final class SetGeneratedExpression extends Rule {
  SetGeneratedExpression() {
    super(
        "set-generated-expression",
        RuleGroup.COLUMNS,
        Severity.ERROR,
        Danger.WORK,
        "ALTER COLUMN ... SET EXPRESSION of a stored generated column",
        "add a new column with the new expression, and move clients over");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table != null && step.action() instanceof TableAction.SetExpression && step.rewritesAny()) {
      step.report(
          this, "writes all of %s anew under ACCESS EXCLUSIVE".formatted(step.show(table)), table);
    }
  }
}
