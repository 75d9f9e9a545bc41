/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.Set;

/** A column of type integer. */
final class PreferBigintOverInt extends Rule {
  PreferBigintOverInt() {
    super(
        "prefer-bigint-over-int",
        RuleGroup.STYLE,
        Severity.OFF,
        Danger.STYLE,
        "A column of type integer",
        "bigint");
  }

  @Override
  void check(Step step) {
    Columns.reportTypes(
        this,
        step,
        Set.of("integer", "serial"),
        "%s ends at 2,147,483,647, and a wider one later writes the table anew");
  }
}
