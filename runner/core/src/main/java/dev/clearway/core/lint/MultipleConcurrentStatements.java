/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** Several concurrent statements in one script. */
final class MultipleConcurrentStatements extends Rule {
  MultipleConcurrentStatements() {
    super(
        "multiple-concurrent-statements",
        RuleGroup.INDEXES,
        Severity.WARNING,
        Danger.FAILURE,
        "Several concurrent statements in one script",
        "one concurrent statement a script");
  }

  @Override
  void script(ScriptEnd end) {
    LintStatement before = null;
    for (LintStatement statement : end.statements()) {
      if (!FlywayKinds.isConcurrent(statement.command())) {
        continue;
      }
      if (before != null && !isNewTry(before.command(), statement.command())) {
        end.report(
            this,
            statement,
            "fails after line %d is done for good: a script outside a transaction is not taken back"
                .formatted(before.line()));
        return;
      }
      before = statement;
    }
  }

  /** The left-over of an earlier try is dropped first. */
  private static boolean isNewTry(SqlCommand before, SqlCommand now) {
    return before instanceof SqlCommand.Drop drop
        && drop.ifExists()
        && now instanceof SqlCommand.CreateIndex index
        && index.name() != null
        && drop.names().stream().anyMatch(name -> name.name().equals(index.name().name()));
  }
}
