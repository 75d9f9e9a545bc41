/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.sql.SqlCommand;

/** CREATE INDEX without CONCURRENTLY on a table that was there before. */
final class CreateIndexNotConcurrent extends Rule {

  private static final String FOR_PARTITIONED =
      "CREATE INDEX ON ONLY the partitioned table, CREATE INDEX CONCURRENTLY on each partition,"
          + " then ALTER INDEX ... ATTACH PARTITION";

  CreateIndexNotConcurrent() {
    super(
        "create-index-not-concurrent",
        RuleGroup.INDEXES,
        Severity.ERROR,
        Danger.WORK,
        "CREATE INDEX without CONCURRENTLY on a table that was there before",
        "CREATE INDEX CONCURRENTLY, in a script of its own");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.CreateIndex index)) {
      return;
    }
    Relation table = step.old(index.table().name());
    boolean partitioned = table != null && table.kind() == RelationKind.PARTITIONED_TABLE;
    if (index.concurrently()) {
      if (table != null && partitioned && !index.table().only()) {
        step.reportWith(
            this, FOR_PARTITIONED, "PostgreSQL refuses CONCURRENTLY on a partitioned table", table);
      }
      return;
    }
    if (table == null || isThere(step, index) || isParentOnly(step, index, table)) {
      return;
    }
    String message =
        "builds the index while SHARE keeps every write to %s out".formatted(step.show(table));
    if (partitioned) {
      step.reportWith(this, FOR_PARTITIONED, message + " and to its partitions", table);
    } else {
      step.report(this, message, table);
    }
  }

  /** IF NOT EXISTS finds one, and nothing is built. */
  private static boolean isThere(Step step, SqlCommand.CreateIndex index) {
    return index.ifNotExists() && index.name() != null && step.find(index.name()) != null;
  }

  /** On a partitioned table ONLY builds nothing. */
  private static boolean isParentOnly(Step step, SqlCommand.CreateIndex index, Relation table) {
    return index.table().only()
        && (table.kind() == RelationKind.PARTITIONED_TABLE || step.catalog().isAssumed(table));
  }
}
