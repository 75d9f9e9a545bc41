/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** CREATE DOMAIN with a CHECK or NOT NULL. */
final class CreateDomainWithConstraint extends Rule {
  CreateDomainWithConstraint() {
    super(
        "create-domain-with-constraint",
        RuleGroup.CONSTRAINTS,
        Severity.NOTE,
        Danger.STYLE,
        "CREATE DOMAIN with a CHECK or NOT NULL",
        "a plain type, and a CHECK on each table");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.CreateDomain domain && domain.constrained()) {
      step.report(
          this,
          "ADD COLUMN of %s to a table will write all of that table anew".formatted(domain.name()));
    }
  }
}
