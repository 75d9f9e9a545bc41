/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** CREATE TYPE ... AS ENUM. */
final class CreateEnum extends Rule {
  CreateEnum() {
    super(
        "create-enum",
        RuleGroup.OBJECTS,
        Severity.OFF,
        Danger.STYLE,
        "CREATE TYPE ... AS ENUM",
        "a table of values with a foreign key, or text with a CHECK");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.CreateType type && type.enumeration()) {
      step.report(this, "values of %s can never be taken out again".formatted(type.name()));
    }
  }
}
