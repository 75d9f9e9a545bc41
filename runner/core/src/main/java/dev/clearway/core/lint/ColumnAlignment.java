/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.SqlCommand;
import java.util.Map;

/** Columns in an order that leaves gaps in each row. */
final class ColumnAlignment extends Rule {
  ColumnAlignment() {
    super(
        "column-alignment",
        RuleGroup.STYLE,
        Severity.OFF,
        Danger.STYLE,
        "Columns in an order that leaves gaps in each row",
        "wide columns first: 8 bytes, then 4, 2, 1, then what has no fixed length");
  }

  private static final Map<String, Integer> WIDTHS =
      Map.of(
          "bigint", 8,
          "bigserial", 8,
          "double precision", 8,
          "timestamp with time zone", 8,
          "timestamp without time zone", 8,
          "integer", 4,
          "serial", 4,
          "real", 4,
          "date", 4,
          "smallint", 2);

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.CreateTable table)) {
      return;
    }
    int offset = 0;
    int gaps = 0;
    for (ColumnDefinition column : table.columns()) {
      DataType type = column.type();
      String name = type == null || type.array() ? "" : type.name();
      int width = name.equals("boolean") ? 1 : WIDTHS.getOrDefault(name, 0);
      if (width == 0) {
        // its length is not known: what follows may need a gap or not
        break;
      }
      int gap = (width - offset % width) % width;
      gaps += gap;
      offset += gap + width;
    }
    if (gaps > 0) {
      step.report(this, "%d bytes of each row of %s are gaps".formatted(gaps, table.name()));
    }
  }
}
