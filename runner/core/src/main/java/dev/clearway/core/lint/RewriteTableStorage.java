/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;

/** SET LOGGED, SET UNLOGGED, SET TABLESPACE or SET ACCESS METHOD. */
final class RewriteTableStorage extends Rule {
  RewriteTableStorage() {
    super(
        "rewrite-table-storage",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.WORK,
        "SET LOGGED, SET UNLOGGED, SET TABLESPACE or SET ACCESS METHOD",
        "make a new table where it is to be, fill it in batches, swap names");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.AlterAllInTablespace all) {
      step.report(
          this,
          "copies all that is in the tablespace %s under ACCESS EXCLUSIVE"
              .formatted(Identifiers.quote(all.tablespace())));
      return;
    }
    Relation relation = step.oldTarget();
    boolean moves =
        step.action() instanceof TableAction.SetLogged
            || step.action() instanceof TableAction.SetTablespace
            || step.action() instanceof TableAction.SetAccessMethod;
    if (relation != null && moves && step.rewritesAny()) {
      step.report(
          this,
          "writes all of %s anew under ACCESS EXCLUSIVE".formatted(step.show(relation)),
          relation);
    }
  }
}
