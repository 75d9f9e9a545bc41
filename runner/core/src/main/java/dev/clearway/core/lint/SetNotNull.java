/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableAction.ChangeColumn;
import org.jspecify.annotations.Nullable;

/** SET NOT NULL that no validated CHECK proves. */
final class SetNotNull extends Rule {
  SetNotNull() {
    super(
        "set-not-null",
        RuleGroup.CONSTRAINTS,
        Severity.ERROR,
        Danger.WORK,
        "SET NOT NULL that no validated CHECK proves",
        "");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    String column = column(step);
    if (table == null || column == null || !step.scansAny()) {
      return;
    }
    String name = Identifiers.quote(column);
    if (isLikelyProven(step, table)) {
      step.report(
          this,
          Severity.NOTE,
          "reads all of %s unless what was validated before proves that there are no NULLs"
              .formatted(step.show(table)),
          "");
      return;
    }
    step.reportWith(
        this,
        step.major() >= 18
            ? "ADD CONSTRAINT ... NOT NULL %s NOT VALID, then VALIDATE CONSTRAINT in the next script"
                .formatted(name)
            : ("ADD CONSTRAINT ... CHECK (%s IS NOT NULL) NOT VALID, VALIDATE in the next script,"
                    + " then SET NOT NULL, then drop the CHECK")
                .formatted(name),
        "reads all of %s while ACCESS EXCLUSIVE keeps every query out".formatted(step.show(table)),
        table);
  }

  /** Whether the script has validated a constraint of the table, and nobody knows which it was. */
  private static boolean isLikelyProven(Step step, Relation table) {
    if (!step.catalog().isAssumed(table)) {
      return false;
    }
    for (SqlCommand command : step.preceding()) {
      if (command instanceof SqlCommand.AlterRelation alter
          && table.equals(step.find(alter.relation().name()))
          && validatesUnknown(step, table, alter)) {
        return true;
      }
    }
    return false;
  }

  private static boolean validatesUnknown(
      Step step, Relation table, SqlCommand.AlterRelation alter) {
    for (TableAction action : alter.actions()) {
      if (action instanceof TableAction.ValidateConstraint validate
          && step.catalog().constraint(table, validate.name()) == null) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String column(Step step) {
    if (step.action() instanceof ChangeColumn change
        && change.change() == ChangeColumn.Change.SET_NOT_NULL) {
      return change.column();
    }
    return step.action() instanceof TableAction.AddConstraint add
            && add.constraint() instanceof Constraint.NotNull notNull
            && !notNull.notValid()
        ? notNull.column()
        : null;
  }
}
