/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.TableConstraint;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableAction.ChangeColumn;

/** DROP NOT NULL. */
final class DropNotNull extends Rule {
  DropNotNull() {
    super(
        "drop-not-null",
        RuleGroup.CONSTRAINTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "DROP NOT NULL",
        "let all readers handle NULL first, then say so:  -- clearway: "
            + "ignore=drop-not-null reason=\"...\"");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table != null && step.action() instanceof TableAction.DropConstraint drop) {
      constraint(step, table, drop.name());
      return;
    }
    if (table == null
        || !(step.action() instanceof ChangeColumn change)
        || change.change() != ChangeColumn.Change.DROP_NOT_NULL) {
      return;
    }
    Column column = step.column(table, change.column());
    if (column == null || column.notNull()) {
      step.report(
          this,
          "clients that read %s.%s do not expect NULL"
              .formatted(step.show(table), Identifiers.quote(change.column())),
          table);
    }
  }

  /** From 18 on a NOT NULL has a name that it can go by. */
  private void constraint(Step step, Relation table, String name) {
    TableConstraint constraint = step.catalog().constraint(table, name);
    if (step.major() >= 18 && constraint != null && constraint.kind() == 'n') {
      for (Column column : step.catalog().columns(table)) {
        if (constraint.columns().contains(column.number())) {
          step.report(
              this,
              "clients that read %s.%s do not expect NULL"
                  .formatted(step.show(table), Identifiers.quote(column.name())),
              table);
        }
      }
    }
  }
}
