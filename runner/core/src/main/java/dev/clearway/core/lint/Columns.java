/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Expression;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What rules about columns share. */
final class Columns {

  private static final int SHOWN = 60;

  private Columns() {}

  /** ADD COLUMN, unless IF NOT EXISTS finds it there. */
  static TableAction.@Nullable AddColumn added(Step step) {
    if (!(step.action() instanceof TableAction.AddColumn add)) {
      return null;
    }
    Relation table = step.oldTarget();
    boolean there =
        add.ifNotExists() && table != null && step.column(table, add.column().name()) != null;
    return there ? null : add;
  }

  /** The columns that a CREATE TABLE or ADD COLUMN defines. */
  static List<ColumnDefinition> defined(Step step) {
    if (step.command() instanceof SqlCommand.CreateTable table) {
      return table.columns();
    }
    return step.action() instanceof TableAction.AddColumn add ? List.of(add.column()) : List.of();
  }

  static boolean hasDefault(ColumnDefinition column) {
    Expression value = column.defaultValue();
    return value != null && !value.isNull();
  }

  /** Reports each column that is defined with one of these types. */
  static void reportTypes(Rule rule, Step step, Set<String> types, String message) {
    for (ColumnDefinition column : defined(step)) {
      DataType type = column.type();
      if (type != null && !type.array() && types.contains(type.name())) {
        step.report(rule, message.formatted(Identifiers.quote(column.name())));
      }
    }
  }

  /** The text on one line, cut where it is long. */
  static String shortened(String text) {
    String line = Tokens.oneLine(text);
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 3) + "...";
  }
}
