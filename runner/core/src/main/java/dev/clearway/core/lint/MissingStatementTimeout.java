/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** A strong lock without a statement_timeout before it, where nobody else sets one. */
final class MissingStatementTimeout extends Rule {
  MissingStatementTimeout() {
    super(
        "missing-statement-timeout",
        RuleGroup.TRANSACTIONS,
        Severity.WARNING,
        Danger.LOCK,
        "A strong lock without a statement_timeout before it, where nobody else sets one",
        "SET LOCAL statement_timeout first; or run it with Clearway, which does that");
  }

  @Override
  Severity severity(Runner runner) {
    return runner == Runner.FLYWAY ? Severity.WARNING : Severity.OFF;
  }

  @Override
  void statement(Step step) {
    Timeouts.report(
        this, step, "statement_timeout", "nothing ends the statement while it holds %s");
  }
}
