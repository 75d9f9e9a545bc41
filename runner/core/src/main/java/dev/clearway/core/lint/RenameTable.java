/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.util.List;

/** ALTER TABLE ... RENAME TO. */
final class RenameTable extends Rule {
  RenameTable() {
    super(
        "rename-table",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "ALTER TABLE ... RENAME TO",
        "in the same script CREATE VIEW of the old name over the new one, and drop that "
            + "when no client uses it");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table == null
        || !(step.action() instanceof TableAction.Rename rename)
        || !(step.command() instanceof SqlCommand.AlterRelation alter)
        || alter.kind() == ObjectKind.INDEX
        || alter.kind() == ObjectKind.SEQUENCE
        || alter.kind() == ObjectKind.VIEW) {
      return;
    }
    boolean tabular =
        table.kind().isTable()
            || table.kind() == RelationKind.FOREIGN_TABLE
            || table.kind() == RelationKind.MATERIALIZED_VIEW;
    boolean takesOver =
        step.preceding().stream()
            .anyMatch(
                s ->
                    s instanceof SqlCommand.AlterRelation other
                        && other.relation().name().name().equals(rename.newName())
                        && other.actions().stream().anyMatch(TableAction.Rename.class::isInstance));
    if (tabular && !takesOver && !isThereAgain(step, alter.relation().name())) {
      step.report(
          this, "clients that use %s fail from that moment on".formatted(step.show(table)), table);
    }
  }

  /** Whether something takes the old name before the script is over. */
  static boolean isThereAgain(Step step, QualifiedName name) {
    for (SqlCommand later : step.following()) {
      if ((later instanceof SqlCommand.CreateView view && view.name().name().equals(name.name()))
          || (later instanceof SqlCommand.CreateTableAs filled
              && filled.name().name().equals(name.name()))
          || (later instanceof SqlCommand.CreateTable made
              && made.name().name().equals(name.name())
              && isFilled(step, name))
          || (later instanceof SqlCommand.AlterRelation alter
              && alter.actions().stream()
                  .anyMatch(
                      a ->
                          a instanceof TableAction.Rename rename
                              && rename.newName().equals(name.name()))
              && !isMadeEmpty(step, alter.relation().name(), name))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the script has made a table of this name, and puts nothing into it.
   *
   * @param later what the table will be called
   */
  private static boolean isMadeEmpty(Step step, QualifiedName name, QualifiedName later) {
    for (SqlCommand earlier : step.preceding()) {
      if (earlier instanceof SqlCommand.CreateTable made
          && made.name().name().equals(name.name())
          && made.partitionOf() == null) {
        return !step.preceding().stream().anyMatch(RenameTable::runsCode)
            && !isFilled(step.preceding(), name)
            && !isFilled(step, name)
            && !isFilled(step, later);
      }
    }
    return false;
  }

  /** Whether it may fill a table that it does not name. */
  private static boolean runsCode(SqlCommand command) {
    return command instanceof SqlCommand.DoBlock || command instanceof SqlCommand.OpaqueCode;
  }

  /** Whether a table of this name gets rows: an empty one is not what clients used before. */
  private static boolean isFilled(Step step, QualifiedName name) {
    return isFilled(step.following(), name);
  }

  private static boolean isFilled(List<SqlCommand> commands, QualifiedName name) {
    for (SqlCommand later : commands) {
      QualifiedName target = later instanceof SqlCommand.Data data ? data.query().target() : null;
      boolean inserted = target != null && target.name().equals(name.name());
      boolean attached = false;
      boolean inherited = false;
      if (later instanceof SqlCommand.AlterRelation alter) {
        boolean same = alter.relation().name().name().equals(name.name());
        for (TableAction action : alter.actions()) {
          attached |= same && action instanceof TableAction.AttachPartition;
          inherited |=
              action instanceof TableAction.Inherit inherit
                  && inherit.parent().name().equals(name.name());
        }
      }
      if (inserted || attached || inherited) {
        return true;
      }
    }
    return false;
  }
}
