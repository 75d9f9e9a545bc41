/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import org.jspecify.annotations.Nullable;

/** VALIDATE CONSTRAINT in a transaction that holds a strong lock already. */
final class ValidateInSameTransaction extends Rule {
  ValidateInSameTransaction() {
    super(
        "validate-in-same-transaction",
        RuleGroup.CONSTRAINTS,
        Severity.ERROR,
        Danger.WORK,
        "VALIDATE CONSTRAINT in a transaction that holds a strong lock already",
        "VALIDATE CONSTRAINT in a script of its own");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table == null || !(step.action() instanceof TableAction.ValidateConstraint)) {
      return;
    }
    Held held = held(step);
    if (held != null) {
      step.report(
          this,
          "the scan of %s happens while %s on %s, taken in %s, is still held"
              .formatted(
                  step.show(table),
                  held.mode().sqlName(),
                  step.show(held.relation()),
                  step.place(held.script(), held.line())),
          table);
    }
  }

  /** The same in one ALTER TABLE. */
  @Override
  void statement(Step step) {
    Relation table = step.oldTarget();
    if (table != null
        && held(step) == null
        && step.command() instanceof SqlCommand.AlterRelation whole
        && whole.actions().size() > 1
        && validates(whole)
        && isStrong(step.lockOn(table))) {
      step.report(
          this,
          "the scan of %s happens under the lock of the same statement".formatted(step.show(table)),
          table);
    }
  }

  private static boolean validates(SqlCommand.AlterRelation alter) {
    for (TableAction action : alter.actions()) {
      if (action instanceof TableAction.ValidateConstraint) {
        return true;
      }
    }
    return false;
  }

  /** Whether another action of the statement takes more than VALIDATE does. */
  private static boolean isStrong(@Nullable RelationLock lock) {
    return lock != null && lock.mode().compareTo(LockMode.SHARE_ROW_EXCLUSIVE) >= 0;
  }

  private static @Nullable Held held(Step step) {
    return step.isInTransaction() ? step.transaction().held(LockMode.SHARE_ROW_EXCLUSIVE) : null;
  }
}
