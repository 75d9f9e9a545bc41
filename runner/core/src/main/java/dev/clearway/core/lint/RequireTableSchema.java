/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;

/** CREATE TABLE without a schema. */
final class RequireTableSchema extends Rule {
  RequireTableSchema() {
    super(
        "require-table-schema",
        RuleGroup.STYLE,
        Severity.OFF,
        Danger.STYLE,
        "CREATE TABLE without a schema",
        "name the schema");
  }

  @Override
  void check(Step step) {
    QualifiedName name = null;
    if (step.command() instanceof SqlCommand.CreateTable table
        && table.persistence() != SqlCommand.Persistence.TEMPORARY) {
      name = table.name();
    } else if (step.command() instanceof SqlCommand.CreateTableAs table
        && table.persistence() != SqlCommand.Persistence.TEMPORARY) {
      name = table.name();
    }
    if (name != null && name.schema() == null) {
      step.report(this, "where %s goes depends on the search path".formatted(name));
    }
  }
}
