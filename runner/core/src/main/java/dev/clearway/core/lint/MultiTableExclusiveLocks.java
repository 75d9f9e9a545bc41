/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.SqlCommand;
import java.util.LinkedHashSet;
import java.util.Set;

/** Strong locks on several tables in one transaction. */
final class MultiTableExclusiveLocks extends Rule {
  MultiTableExclusiveLocks() {
    super(
        "multi-table-exclusive-locks",
        RuleGroup.TRANSACTIONS,
        Severity.WARNING,
        Danger.LOCK,
        "Strong locks on several tables in one transaction",
        "one table a script");
  }

  @Override
  void statement(Step step) {
    if (step.place() == Step.Place.FUNCTION
        || !step.isInTransaction()
        || step.command() instanceof SqlCommand.CreateTable
        || !TransactionState.isAboutTables(step.command())) {
      return;
    }
    Set<Relation> before = new LinkedHashSet<>();
    for (Held held : step.transaction().held()) {
      if (!held.byCreate() && held.mode().compareTo(LockMode.SHARE_ROW_EXCLUSIVE) >= 0) {
        add(step, held.relation(), before);
      }
    }
    Set<Relation> now = new LinkedHashSet<>();
    for (RelationLock lock : step.forecast().locks()) {
      if (lock.mode().compareTo(LockMode.SHARE_ROW_EXCLUSIVE) >= 0) {
        add(step, lock.relation(), now);
      }
    }
    now.removeAll(before);
    boolean more = !before.isEmpty() && !now.isEmpty();
    boolean several = before.isEmpty() && now.size() > 1 && namesSeveral(step.command());
    if ((more || several) && step.run().isFirst(this)) {
      Relation second = now.iterator().next();
      step.report(
          this,
          more
              ? "waits for %s while %s is locked: two such transactions can wait for one another"
                  .formatted(step.show(second), step.show(before.iterator().next()))
              : "locks several tables one after the other: two such transactions can wait for one"
                  + " another",
          second);
    }
  }

  /** The table as a whole: of a partition the partitioned table, of an index its table. */
  private static void add(Step step, Relation relation, Set<Relation> tables) {
    Relation table = step.catalog().tableOfIndex(relation);
    table = table == null ? relation : table;
    Relation parent = step.catalog().parentOfPartition(table);
    while (parent != null) {
      table = parent;
      parent = step.catalog().parentOfPartition(table);
    }
    if (table.kind().isTable() || table.kind() == RelationKind.MATERIALIZED_VIEW) {
      tables.add(table);
    }
  }

  private static boolean namesSeveral(SqlCommand command) {
    return (command instanceof SqlCommand.Drop drop
            && drop.kind() == ObjectKind.TABLE
            && drop.names().size() > 1)
        || (command instanceof SqlCommand.Truncate truncate && truncate.tables().size() > 1)
        || (command instanceof SqlCommand.LockTables lock && lock.tables().size() > 1);
  }
}
