/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** ALTER DOMAIN ... ADD CONSTRAINT or SET NOT NULL. */
final class DomainConstraint extends Rule {
  DomainConstraint() {
    super(
        "domain-constraint",
        RuleGroup.CONSTRAINTS,
        Severity.ERROR,
        Danger.WORK,
        "ALTER DOMAIN ... ADD CONSTRAINT or SET NOT NULL",
        "ADD CONSTRAINT ... NOT VALID, then VALIDATE CONSTRAINT in the next script");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.AlterDomain domain
        && (domain.change() == SqlCommand.AlterDomain.DomainChange.ADD_CONSTRAINT
            || domain.change() == SqlCommand.AlterDomain.DomainChange.SET_NOT_NULL)
        && !step.run().isMadeHere(domain.name())) {
      step.report(
          this,
          "reads every table that has a column of %s, under SHARE, which keeps writes out"
              .formatted(domain.name()));
    }
  }
}
