/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.Set;

/** A column of type char(n). */
final class BanCharField extends Rule {
  BanCharField() {
    super(
        "ban-char-field",
        RuleGroup.STYLE,
        Severity.OFF,
        Danger.STYLE,
        "A column of type char(n)",
        "text");
  }

  @Override
  void check(Step step) {
    Columns.reportTypes(this, step, Set.of("character"), "%s is filled up with blanks");
  }
}
