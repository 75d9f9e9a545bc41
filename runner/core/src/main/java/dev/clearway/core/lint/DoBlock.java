/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** A DO block in a language that is not looked into. */
final class DoBlock extends Rule {
  DoBlock() {
    super(
        "do-block",
        RuleGroup.TRANSACTIONS,
        Severity.WARNING,
        Danger.FAILURE,
        "A DO block in a language that is not looked into",
        "PL/pgSQL, which is looked into");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.DoBlock block
        && !block.language().equalsIgnoreCase("plpgsql")
        && !block.language().equalsIgnoreCase("sql")) {
      step.report(
          this, "what it does is not known: it is written in %s".formatted(block.language()));
    }
  }
}
