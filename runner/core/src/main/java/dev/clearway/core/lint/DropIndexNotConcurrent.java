/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;

/** DROP INDEX without CONCURRENTLY. */
final class DropIndexNotConcurrent extends Rule {
  DropIndexNotConcurrent() {
    super(
        "drop-index-not-concurrent",
        RuleGroup.INDEXES,
        Severity.WARNING,
        Danger.LOCK,
        "DROP INDEX without CONCURRENTLY",
        "DROP INDEX CONCURRENTLY, one index a script");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.Drop drop)
        || drop.kind() != ObjectKind.INDEX
        || drop.concurrently()) {
      return;
    }
    for (QualifiedName name : drop.names()) {
      Relation index = step.find(name);
      Relation table = index == null ? null : step.catalog().tableOfIndex(index);
      if (!step.isOld(index) || index == null || (table != null && !step.isOld(table))) {
        continue;
      }
      boolean partitioned = index.kind() == RelationKind.PARTITIONED_INDEX;
      String of = table == null ? "its table" : step.show(table);
      step.reportWith(
          this,
          partitioned
              ? "an index of a partitioned table cannot be dropped concurrently: keep the lock"
                  + " timeout short"
              : remedy(),
          "ACCESS EXCLUSIVE on %s keeps every query out until the index is gone".formatted(of),
          table == null ? index : table);
      return;
    }
  }
}
