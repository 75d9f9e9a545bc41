/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import dev.clearway.core.sql.TableAction.AddColumn;

/** RENAME COLUMN. */
final class RenameColumn extends Rule {
  RenameColumn() {
    super(
        "rename-column",
        RuleGroup.COLUMNS,
        Severity.ERROR,
        Danger.CLIENTS,
        "RENAME COLUMN",
        "add a column of the new name, keep both filled, and drop the old one when no "
            + "client uses it");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table == null
        || !(step.action() instanceof TableAction.RenameColumn rename)
        || table.kind() == RelationKind.INDEX) {
      return;
    }
    boolean back =
        step.following().stream()
            .anyMatch(
                s ->
                    s instanceof SqlCommand.AlterRelation alter
                        && alter.relation().name().name().equals(tableName(step))
                        && alter.actions().stream().anyMatch(a -> brings(a, rename.column())));
    if (!back) {
      step.report(
          this,
          "clients that use %s.%s fail from that moment on"
              .formatted(step.show(table), Identifiers.quote(rename.column())),
          table);
    }
  }

  private static String tableName(Step step) {
    return step.command() instanceof SqlCommand.AlterRelation alter
        ? alter.relation().name().name()
        : "";
  }

  /** Whether there is a column of the old name again. */
  private static boolean brings(TableAction action, String column) {
    return (action instanceof AddColumn add && add.column().name().equals(column))
        || (action instanceof TableAction.RenameColumn other && other.newName().equals(column));
  }
}
