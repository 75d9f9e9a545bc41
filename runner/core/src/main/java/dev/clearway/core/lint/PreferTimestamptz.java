/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.Set;

/** A column of type timestamp without time zone. */
final class PreferTimestamptz extends Rule {
  PreferTimestamptz() {
    super(
        "prefer-timestamptz",
        RuleGroup.STYLE,
        Severity.OFF,
        Danger.STYLE,
        "A column of type timestamp without time zone",
        "timestamptz");
  }

  @Override
  void check(Step step) {
    Columns.reportTypes(
        this,
        step,
        Set.of("timestamp without time zone"),
        "%s says nothing about which moment it means");
  }
}
