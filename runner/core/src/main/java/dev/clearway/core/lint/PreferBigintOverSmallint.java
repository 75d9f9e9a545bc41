/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.Set;

/** A column of type smallint. */
final class PreferBigintOverSmallint extends Rule {
  PreferBigintOverSmallint() {
    super(
        "prefer-bigint-over-smallint",
        RuleGroup.STYLE,
        Severity.OFF,
        Danger.STYLE,
        "A column of type smallint",
        "bigint");
  }

  @Override
  void check(Step step) {
    Columns.reportTypes(
        this,
        step,
        Set.of("smallint", "smallserial"),
        "%s ends at 32,767, and saves nothing beside a bigint");
  }
}
