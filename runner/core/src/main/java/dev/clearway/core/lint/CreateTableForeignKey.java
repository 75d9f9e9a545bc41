/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A foreign key of a new table to one that was there before. */
final class CreateTableForeignKey extends Rule {
  CreateTableForeignKey() {
    super(
        "create-table-foreign-key",
        RuleGroup.OBJECTS,
        Severity.NOTE,
        Danger.LOCK,
        "A foreign key of a new table to one that was there before",
        "keep the lock timeout short");
  }

  @Override
  void check(Step step) {
    Set<String> seen = new HashSet<>();
    if (step.command() instanceof SqlCommand.CreateTable table) {
      List<Constraint> constraints = new ArrayList<>(table.constraints());
      table.columns().forEach(column -> constraints.addAll(column.constraints()));
      for (Constraint constraint : constraints) {
        if (constraint instanceof Constraint.ForeignKey key
            && !key.referenced().equals(table.name())
            && seen.add(key.referenced().toString())) {
          report(step, key);
        }
      }
    } else if (step.action() instanceof TableAction.AddConstraint add
        && add.constraint() instanceof Constraint.ForeignKey key
        && step.oldTarget() == null) {
      report(step, key);
    }
  }

  private void report(Step step, Constraint.ForeignKey key) {
    Relation referenced = step.old(key.referenced());
    if (referenced != null) {
      step.report(
          this,
          "takes SHARE ROW EXCLUSIVE on %s for a moment: it waits for writers, and they for it"
              .formatted(step.show(referenced)),
          referenced);
    }
  }
}
