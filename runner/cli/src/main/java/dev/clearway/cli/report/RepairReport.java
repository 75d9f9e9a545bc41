/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.flyway.RepairStep;
import dev.clearway.flyway.RepairStep.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a repair does, for a person and for a program. */
public final class RepairReport {

  private RepairReport() {}

  /**
   * The lines before anything is done.
   *
   * @param dryRun whether nothing is going to be done
   */
  public static List<String> text(String label, List<RepairStep> steps, boolean dryRun) {
    List<String> lines = new ArrayList<>();
    if (steps.isEmpty()) {
      lines.add("Nothing to repair on " + label + ".");
      return lines;
    }
    lines.add(label + (dryRun ? "   repair would" : "   repair"));
    for (RepairStep step : steps) {
      String where =
          (step.script() == null ? "" : step.script())
              + (step.line() == null ? "" : ":" + step.line());
      lines.add("");
      lines.addAll(Words.wrap("  ", where + "   " + verb(step.kind())));
      lines.addAll(Words.wrap("    ", step.text()));
    }
    lines.add("");
    return lines;
  }

  private static String verb(Kind kind) {
    return switch (kind) {
      case REMOVE_FAILED_ROW -> "remove the failed row";
      case ALIGN_HISTORY -> "align the history, as Flyway's repair does";
      case TAKE_OVER -> "go on with the script as it is now";
      case BEGIN_ANEW -> "begin anew";
      case FORGET -> "forget in the ledger";
      case MARK_DONE -> "note as done";
      case MARK_PENDING -> "note as not done, to be executed again";
      case DROP_INDEX -> "drop";
      case UNDECIDED -> "left in doubt: say --in-doubt done or --in-doubt again";
    };
  }

  /** The last lines. */
  public static List<String> end(List<RepairStep> steps, boolean applied, boolean dryRun) {
    if (steps.isEmpty() || dryRun) {
      return List.of();
    }
    return applied ? List.of("Done. Next:  clearway migrate") : List.of("Nothing was done.");
  }

  /** The steps as {@code docs/cli.md} describes them. */
  public static List<Map<String, ?>> json(List<RepairStep> steps) {
    List<Map<String, ?>> all = new ArrayList<>();
    for (RepairStep step : steps) {
      all.add(
          MigrateJson.object(
              "kind", step.kind().word(),
              "script", step.script(),
              "statement", step.statement(),
              "line", step.line(),
              "text", step.text()));
    }
    return all;
  }
}
