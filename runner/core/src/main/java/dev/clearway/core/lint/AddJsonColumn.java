/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.TableAction;

/** A column of type json. */
final class AddJsonColumn extends Rule {
  AddJsonColumn() {
    super(
        "add-json-column",
        RuleGroup.COLUMNS,
        Severity.WARNING,
        Danger.CLIENTS,
        "A column of type json",
        "jsonb");
  }

  @Override
  void check(Step step) {
    for (ColumnDefinition column : Columns.defined(step)) {
      DataType type = column.type();
      if (type != null && isJson(type)) {
        step.report(
            this,
            "json has no equality: SELECT DISTINCT, GROUP BY and UNION over %s fail"
                .formatted(Identifiers.quote(column.name())));
      }
    }
    if (step.action() instanceof TableAction.ChangeType change && isJson(change.type())) {
      step.report(this, "json has no equality: SELECT DISTINCT, GROUP BY and UNION over it fail");
    }
  }

  private static boolean isJson(DataType type) {
    String schema = type.schema();
    return (schema == null || schema.equals("pg_catalog")) && type.name().equals("json");
  }
}
