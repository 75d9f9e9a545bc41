/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A name of a schema, table, column, index or constraint that is not snake_case. */
final class NamingConvention extends Rule {
  NamingConvention() {
    super(
        "naming-convention",
        RuleGroup.STYLE,
        Severity.OFF,
        Danger.STYLE,
        "A name of a schema, table, column, index or constraint that is not snake_case",
        "lower-case letters, digits and underscores");
  }

  /** Loaded where the rule is on. */
  private static final class SnakeCase {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(?:_[a-z0-9]+)*");

    private SnakeCase() {}
  }

  @Override
  void check(Step step) {
    Set<String> names = new LinkedHashSet<>();
    if (step.command() instanceof SqlCommand.CreateTable table) {
      names.add(table.name().name());
      table.constraints().forEach(c -> add(c.name(), names));
    } else if (step.command() instanceof SqlCommand.CreateIndex index) {
      add(index.name() == null ? null : index.name().name(), names);
    } else if (step.command() instanceof SqlCommand.CreateView view) {
      names.add(view.name().name());
    } else if (step.command() instanceof SqlCommand.CreateSchema schema) {
      names.add(schema.name());
    } else if (step.action() instanceof TableAction.AddConstraint add) {
      add(add.constraint().name(), names);
    }
    for (ColumnDefinition column : Columns.defined(step)) {
      names.add(column.name());
      column.constraints().forEach(c -> add(c.name(), names));
    }
    for (String name : names) {
      if (!SnakeCase.NAME.matcher(name).matches()) {
        step.report(this, "%s is not snake_case".formatted(Identifiers.quote(name)));
      }
    }
  }

  private static void add(@Nullable String name, Set<String> names) {
    if (name != null) {
      names.add(name);
    }
  }
}
