/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** CREATE INDEX CONCURRENTLY IF NOT EXISTS. */
final class ConcurrentIndexIfNotExists extends Rule {
  ConcurrentIndexIfNotExists() {
    super(
        "concurrent-index-if-not-exists",
        RuleGroup.INDEXES,
        Severity.WARNING,
        Danger.FAILURE,
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS",
        "leave IF NOT EXISTS out, and drop an invalid index first: Clearway does that by "
            + "itself");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.CreateIndex index
        && index.concurrently()
        && index.ifNotExists()) {
      step.report(
          this,
          "a build that failed leaves an INVALID index, which IF NOT EXISTS then takes for done");
    }
  }
}
