/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;

/** A statement that fails at a second try, in a script that is not taken back or runs again. */
final class NotRerunnable extends Rule {
  NotRerunnable() {
    super(
        "not-rerunnable",
        RuleGroup.TRANSACTIONS,
        Severity.OFF,
        Danger.STYLE,
        "A statement that fails at a second try, in a script that is not taken back or "
            + "runs again",
        "IF NOT EXISTS, IF EXISTS or OR REPLACE");
  }

  @Override
  void check(Step step) {
    boolean again =
        !step.transaction().isWholeScript()
            || step.run().script().kind() == ScriptKind.REPEATABLE
            || step.run().script().kind() == ScriptKind.CALLBACK;
    if (step.isInScript() && again && fails(step)) {
      step.report(this, "fails when the script is run again after it has worked once");
    }
  }

  private static boolean fails(Step step) {
    SqlCommand command = step.command();
    if (command instanceof SqlCommand.CreateTable c) {
      return !c.ifNotExists();
    }
    if (command instanceof SqlCommand.CreateTableAs c) {
      return !c.ifNotExists();
    }
    if (command instanceof SqlCommand.CreateIndex c) {
      // an invalid one is in the way of IF NOT EXISTS: that has a rule of its own
      return !c.ifNotExists() && !c.concurrently();
    }
    if (command instanceof SqlCommand.CreateView c) {
      return !c.replace() && !c.ifNotExists();
    }
    if (command instanceof SqlCommand.CreateFunction c) {
      return !c.replace();
    }
    if (command instanceof SqlCommand.CreateTrigger c) {
      return !c.replace();
    }
    if (command instanceof SqlCommand.CreateSequence c) {
      return !c.ifNotExists();
    }
    if (command instanceof SqlCommand.CreateSchema c) {
      return !c.ifNotExists();
    }
    if (command instanceof SqlCommand.Drop c) {
      return !c.ifExists();
    }
    return (step.action() instanceof TableAction.AddColumn add && !add.ifNotExists())
        || (step.action() instanceof TableAction.DropColumn drop && !drop.ifExists())
        || (step.action() instanceof TableAction.DropConstraint constraint
            && !constraint.ifExists());
  }
}
