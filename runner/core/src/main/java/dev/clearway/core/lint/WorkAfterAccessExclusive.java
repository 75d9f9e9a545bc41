/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;

/** Work in a transaction that holds ACCESS EXCLUSIVE already. */
final class WorkAfterAccessExclusive extends Rule {
  WorkAfterAccessExclusive() {
    super(
        "work-after-access-exclusive",
        RuleGroup.TRANSACTIONS,
        Severity.ERROR,
        Danger.WORK,
        "Work in a transaction that holds ACCESS EXCLUSIVE already",
        "put what follows into the next script");
  }

  @Override
  void statement(Step step) {
    if (step.place() == Step.Place.FUNCTION || !step.isInTransaction()) {
      return;
    }
    Held held = step.transaction().held(LockMode.ACCESS_EXCLUSIVE);
    if (held == null || isQuick(step.command()) || isValidation(step.command())) {
      return;
    }
    boolean works = works(step);
    boolean locks = !step.forecast().strongLocks().isEmpty();
    if (works || locks) {
      step.report(
          this,
          works ? severity() : Severity.NOTE,
          "%s on %s, taken in %s, is held %s"
              .formatted(
                  held.mode().sqlName(),
                  step.show(held.relation()),
                  step.place(held.script(), held.line()),
                  works ? "until this is done" : "while this waits for its lock"),
          remedy(),
          held.relation());
    }
  }

  /** Whether it may take long: it reads or writes rows of tables that others use. */
  private static boolean works(Step step) {
    if (step.scansAny() || step.rewritesAny()) {
      return true;
    }
    if (step.command() instanceof SqlCommand.Data data) {
      return (Dml.touchesOld(step, data.query()) && !Dml.isNarrow(step, data.query()))
          || callsOpaque(step, data.query());
    }
    return step.command() instanceof SqlCommand.Copy
        || step.command() instanceof SqlCommand.Call
        || step.command() instanceof SqlCommand.RefreshMaterializedView
        || (step.command() instanceof SqlCommand.CreateTableAs made
            && Dml.touchesOld(step, made.query()));
  }

  private static boolean callsOpaque(Step step, Query query) {
    for (QualifiedName function : query.functions()) {
      if (step.database().isOpaque(function)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isQuick(SqlCommand command) {
    return command instanceof SqlCommand.Transaction
        || command instanceof SqlCommand.SetParameter
        || command instanceof SqlCommand.Comment
        || command instanceof SqlCommand.Grant
        || command instanceof SqlCommand.CreateTable
        || command instanceof SqlCommand.AlterSequence;
  }

  /** It has a rule of its own. */
  private static boolean isValidation(SqlCommand command) {
    if (!(command instanceof SqlCommand.AlterRelation alter)) {
      return false;
    }
    boolean all = true;
    for (TableAction action : alter.actions()) {
      all &= action instanceof TableAction.ValidateConstraint;
    }
    return all;
  }
}
