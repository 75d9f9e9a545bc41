/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import java.util.ArrayList;
import java.util.List;

/** Rows as one Markdown table, with its columns aligned for those who read it on a terminal. */
final class MarkdownTable {

  private MarkdownTable() {}

  static String of(List<Row> rows) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "scenario",
            "measure",
            "plain Flyway",
            "lock_timeout=1s, retried",
            "Clearway",
            "target",
            "met"));
    String above = "";
    for (Row row : rows) {
      cells.add(
          List.of(
              row.scenario().equals(above) ? "" : row.scenario(),
              row.measure(),
              row.plain(),
              row.lockTimeout(),
              row.clearway(),
              row.target(),
              row.target().isEmpty() ? "" : row.met() ? "yes" : "**no**"));
      above = row.scenario();
    }
    int[] widths = new int[cells.get(0).size()];
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    var table = new StringBuilder();
    for (List<String> line : cells) {
      for (int i = 0; i < widths.length; i++) {
        table
            .append("| ")
            .append(line.get(i))
            .append(" ".repeat(widths[i] - line.get(i).length() + 1));
      }
      table.append("|\n");
      if (line == cells.get(0)) {
        for (int i = 0; i < widths.length; i++) {
          boolean figure = i >= 2 && i <= 4;
          table
              .append('|')
              .append("-".repeat(widths[i] + (figure ? 1 : 2)))
              .append(figure ? ":" : "");
        }
        table.append("|\n");
      }
    }
    return table.toString();
  }
}
