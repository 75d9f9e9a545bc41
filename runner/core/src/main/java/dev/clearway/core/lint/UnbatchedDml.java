/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.Query;
import dev.clearway.core.sql.SqlCommand;

/** UPDATE, DELETE or INSERT ... SELECT of many rows at once. */
final class UnbatchedDml extends Rule {
  UnbatchedDml() {
    super(
        "unbatched-dml",
        RuleGroup.TRANSACTIONS,
        Severity.WARNING,
        Danger.WORK,
        "UPDATE, DELETE or INSERT ... SELECT of many rows at once",
        "in batches:  -- clearway: batch table=... key=... size=5000");
  }

  @Override
  void statement(Step step) {
    if (step.place() == Step.Place.FUNCTION || !(step.command() instanceof SqlCommand.Data data)) {
      return;
    }
    Query query = data.query();
    boolean held =
        step.isInTransaction() && step.transaction().held(LockMode.ACCESS_EXCLUSIVE) != null;
    Relation table = Dml.oldTarget(step, query);
    if (table != null && !held && !Dml.isNarrow(step, query)) {
      step.report(
          this,
          "locks and writes %s of %s in one go: row locks, WAL and dead rows until it ends"
              .formatted(query.filtered() ? "what it finds" : "all rows", step.show(table)),
          table);
    }
  }
}
