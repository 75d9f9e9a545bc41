/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** ALTER TYPE ... ADD VALUE without BEFORE or AFTER. */
final class EnumValueOrder extends Rule {
  EnumValueOrder() {
    super(
        "enum-value-order",
        RuleGroup.OBJECTS,
        Severity.NOTE,
        Danger.STYLE,
        "ALTER TYPE ... ADD VALUE without BEFORE or AFTER",
        "say where it goes: BEFORE or AFTER another value");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.AlterType type
        && type.change() == SqlCommand.AlterType.TypeChange.ADD_VALUE
        && !step.hasWord("before")
        && !step.hasWord("after")) {
      step.report(this, "the new value of %s sorts behind all others".formatted(type.name()));
    }
  }
}
