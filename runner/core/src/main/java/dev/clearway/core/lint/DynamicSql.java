/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** EXECUTE of a text that the code makes up when it runs. */
final class DynamicSql extends Rule {
  DynamicSql() {
    super(
        "dynamic-sql",
        RuleGroup.TRANSACTIONS,
        Severity.WARNING,
        Danger.FAILURE,
        "EXECUTE of a text that the code makes up when it runs",
        "write the statement out");
  }

  @Override
  void check(Step step) {
    if (step.isInScript()
        || !(step.command() instanceof SqlCommand.OpaqueCode code)
        || !code.what().equals("EXECUTE")) {
      return;
    }
    boolean runsNow = step.place() == Step.Place.DO;
    step.report(
        this,
        runsNow ? severity() : Severity.NOTE,
        "runs SQL that nobody can look at before: " + Columns.shortened(step.text()),
        remedy());
  }
}
