/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.sql.Constraint;
import dev.clearway.core.sql.TableAction;

/** ADD FOREIGN KEY without NOT VALID. */
final class AddForeignKeyValidated extends Rule {
  AddForeignKeyValidated() {
    super(
        "add-foreign-key-validated",
        RuleGroup.CONSTRAINTS,
        Severity.ERROR,
        Danger.WORK,
        "ADD FOREIGN KEY without NOT VALID",
        "ADD CONSTRAINT ... NOT VALID, then VALIDATE CONSTRAINT in the next script");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table != null
        && step.action() instanceof TableAction.AlterConstraint alter
        && Boolean.TRUE.equals(alter.enforced())
        && step.scansAny()) {
      step.reportWith(
          this,
          "drop the key, ADD CONSTRAINT ... NOT VALID, then VALIDATE CONSTRAINT in the next script",
          "ENFORCED reads all of %s while ACCESS EXCLUSIVE keeps every query out"
              .formatted(step.show(table)),
          table);
      return;
    }
    if (table == null
        || !(step.action() instanceof TableAction.AddConstraint add)
        || !(add.constraint() instanceof Constraint.ForeignKey key)
        || key.notValid()
        || !key.enforced()) {
      return;
    }
    Relation referenced = step.find(key.referenced());
    String message =
        "reads all of %s while SHARE ROW EXCLUSIVE keeps writes to it and to %s out"
            .formatted(step.show(table), step.show(key.referenced()));
    boolean impossible = table.kind() == RelationKind.PARTITIONED_TABLE && step.major() < 18;
    String remedy =
        impossible
            ? "before 18 a key of a partitioned table cannot be NOT VALID: add it to each partition"
                + " NOT VALID, validate those, then add it here"
            : remedy();
    if (referenced == null) {
      step.reportWith(this, remedy, message, table);
    } else {
      step.reportWith(this, remedy, message, table, referenced);
    }
  }
}
