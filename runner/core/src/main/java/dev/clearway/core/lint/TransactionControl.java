/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** BEGIN, COMMIT or ROLLBACK in a script that Flyway puts into a transaction. */
final class TransactionControl extends Rule {
  TransactionControl() {
    super(
        "transaction-control",
        RuleGroup.TRANSACTIONS,
        Severity.ERROR,
        Danger.FAILURE,
        "BEGIN, COMMIT or ROLLBACK in a script that Flyway puts into a transaction",
        "leave it out: the script is one transaction already");
  }

  @Override
  void statement(Step step) {
    if (step.place() == Step.Place.DO
        && step.run().isCodeInTransaction()
        && step.command() instanceof SqlCommand.Transaction) {
      step.reportWith(
          this,
          "have the script run outside of a transaction: executeInTransaction=false in its .conf",
          "code cannot end a transaction that was begun outside of it: the script fails (2D000)");
      return;
    }
    if (step.isInScript()
        && step.transaction().isWholeScript()
        && step.command() instanceof SqlCommand.Transaction transaction
        && isControl(transaction.step())
        && step.run().isFirst(this)) {
      step.report(
          this,
          transaction.step() == SqlCommand.Transaction.Step.BEGIN
              ? "the script is inside a transaction already, and what follows ends that one"
              : "ends the migration's transaction: what fails behind it leaves the rest applied");
    }
  }

  @Override
  void script(ScriptEnd end) {
    LintStatement open = end.run().transaction().unclosed();
    if (open != null && !end.run().transaction().isWholeScript()) {
      end.report(this, open, "no COMMIT follows: all behind it is lost", "add COMMIT");
    }
  }

  private static boolean isControl(SqlCommand.Transaction.Step step) {
    return switch (step) {
      case BEGIN, COMMIT, ROLLBACK, PREPARE -> true;
      default -> false;
    };
  }
}
