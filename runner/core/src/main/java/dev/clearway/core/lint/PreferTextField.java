/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Identifiers;

/** A column of type varchar(n). */
final class PreferTextField extends Rule {
  PreferTextField() {
    super(
        "prefer-text-field",
        RuleGroup.STYLE,
        Severity.OFF,
        Danger.STYLE,
        "A column of type varchar(n)",
        "text, with a CHECK where the length matters");
  }

  @Override
  void check(Step step) {
    for (ColumnDefinition column : Columns.defined(step)) {
      DataType type = column.type();
      if (type != null && type.name().equals("character varying") && !type.arguments().isEmpty()) {
        step.report(
            this,
            "a shorter limit of %s later writes the table anew"
                .formatted(Identifiers.quote(column.name())));
      }
    }
  }
}
