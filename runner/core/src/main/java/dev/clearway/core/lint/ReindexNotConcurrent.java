/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;

/** REINDEX without CONCURRENTLY. */
final class ReindexNotConcurrent extends Rule {
  ReindexNotConcurrent() {
    super(
        "reindex-not-concurrent",
        RuleGroup.INDEXES,
        Severity.ERROR,
        Danger.WORK,
        "REINDEX without CONCURRENTLY",
        "REINDEX ... CONCURRENTLY, outside a transaction");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.Reindex reindex) || reindex.concurrently()) {
      return;
    }
    QualifiedName name = reindex.name();
    Relation relation = null;
    switch (reindex.target()) {
      case INDEX, TABLE -> {
        relation = name == null ? null : step.find(name);
        Relation table = relation == null ? null : step.catalog().tableOfIndex(relation);
        if (relation == null || !step.isOld(relation) || (table != null && !step.isOld(table))) {
          return;
        }
      }
      case SCHEMA, DATABASE, SYSTEM -> {
        // whatever is in it
      }
    }
    String message =
        "builds indexes anew while SHARE keeps writes out, and ACCESS EXCLUSIVE on each index most"
            + " reads";
    if (reindex.target() == SqlCommand.Reindex.Target.SYSTEM) {
      step.reportWith(this, "REINDEX INDEX CONCURRENTLY of what needs it", message);
    } else if (relation == null) {
      step.report(this, message);
    } else {
      step.report(this, message, relation);
    }
  }
}
