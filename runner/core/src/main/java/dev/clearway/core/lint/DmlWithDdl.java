/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.SqlCommand;

/** UPDATE, DELETE or INSERT ... SELECT in a transaction that holds ACCESS EXCLUSIVE. */
final class DmlWithDdl extends Rule {
  DmlWithDdl() {
    super(
        "dml-with-ddl",
        RuleGroup.TRANSACTIONS,
        Severity.ERROR,
        Danger.WORK,
        "UPDATE, DELETE or INSERT ... SELECT in a transaction that holds ACCESS EXCLUSIVE",
        "put it into the next script, in batches");
  }

  @Override
  void statement(Step step) {
    if (step.place() == Step.Place.FUNCTION
        || !step.isInTransaction()
        || !(step.command() instanceof SqlCommand.Data data)) {
      return;
    }
    Held held = step.transaction().held(LockMode.ACCESS_EXCLUSIVE);
    Relation table = Dml.oldTarget(step, data.query());
    if (held != null && table != null && !Dml.isNarrow(step, data.query())) {
      step.report(
          this,
          "writes rows of %s while ACCESS EXCLUSIVE on %s keeps every query out"
              .formatted(step.show(table), step.show(held.relation())),
          table);
    }
  }
}
