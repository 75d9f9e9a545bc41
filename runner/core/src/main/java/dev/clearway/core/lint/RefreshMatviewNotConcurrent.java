/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.SqlCommand;

/** REFRESH MATERIALIZED VIEW without CONCURRENTLY. */
final class RefreshMatviewNotConcurrent extends Rule {
  RefreshMatviewNotConcurrent() {
    super(
        "refresh-matview-not-concurrent",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.WORK,
        "REFRESH MATERIALIZED VIEW without CONCURRENTLY",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.RefreshMaterializedView refresh
        && !refresh.concurrently()) {
      Relation view = step.old(refresh.name());
      if (view != null) {
        step.report(
            this,
            "ACCESS EXCLUSIVE keeps every query of %s out while it is filled"
                .formatted(step.show(view)),
            view);
      }
    }
  }
}
