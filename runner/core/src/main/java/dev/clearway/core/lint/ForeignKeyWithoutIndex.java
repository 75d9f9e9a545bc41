/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A foreign key whose columns no index begins with. */
final class ForeignKeyWithoutIndex extends Rule {
  ForeignKeyWithoutIndex() {
    super(
        "foreign-key-without-index",
        RuleGroup.INDEXES,
        Severity.WARNING,
        Danger.FAILURE,
        "A foreign key whose columns no index begins with",
        "CREATE INDEX on the columns of the key, CONCURRENTLY where the table has rows");
  }

  @Override
  void check(Step step) {
    if (step.place() == Step.Place.FUNCTION) {
      return;
    }
    if (step.command() instanceof SqlCommand.CreateTable table && !table.foreign()) {
      all(step, table.name(), table.constraints());
      for (ColumnDefinition column : table.columns()) {
        all(step, table.name(), column.constraints());
      }
    } else if (step.command() instanceof SqlCommand.AlterRelation alter) {
      if (step.action() instanceof TableAction.AddConstraint add) {
        later(step, alter.relation().name(), add.constraint());
      } else if (step.action() instanceof TableAction.AddColumn add) {
        all(step, alter.relation().name(), add.column().constraints());
      }
    }
  }

  private void all(Step step, QualifiedName table, List<Constraint> constraints) {
    for (Constraint constraint : constraints) {
      later(step, table, constraint);
    }
  }

  private void later(Step step, QualifiedName table, Constraint constraint) {
    if (!(constraint instanceof Constraint.ForeignKey key) || key.columns().isEmpty()) {
      return;
    }
    List<String> path = step.settings().searchPath();
    String schema = table.schema() != null ? table.schema() : path.isEmpty() ? "" : path.get(0);
    String message =
        "no index begins with (%s): each delete in %s reads all of %s"
            .formatted(String.join(", ", key.columns()), key.referenced().name(), table.name());
    step.run()
        .later(
            this,
            step,
            List.of(schema + "." + table.name()),
            message,
            catalog -> lacksIndex(catalog, catalog.find(schema, table.name()), key.columns()));
  }

  /** False too where the columns are not known. */
  private static boolean lacksIndex(
      Catalog catalog, @Nullable Relation table, List<String> columns) {
    if (table == null || catalog.isTemporary(table)) {
      return false;
    }
    Set<Integer> numbers = new HashSet<>();
    for (String name : columns) {
      Column column = catalog.column(table, name);
      if (column == null) {
        return false;
      }
      numbers.add(column.number());
    }
    boolean there =
        catalog.foreignKeys().stream()
            .anyMatch(
                k -> k.referencing() == table.oid() && k.columns().equals(Set.copyOf(columns)));
    return there
        && catalog.indexColumns(table).values().stream()
            .noneMatch(
                index ->
                    index.stream()
                        .limit(numbers.size())
                        .collect(Collectors.toSet())
                        .equals(numbers));
  }
}
