/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.forecast.Unknown;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.TextPosition;

/** Statements that will fail as things are, and those whose locks nobody can tell. */
final class StatementsCheck implements Check {

  @Override
  public String name() {
    return "statements";
  }

  @Override
  public void look(Situation situation, Report report) {
    for (Step step : situation.steps()) {
      for (QualifiedName missing : step.forecast().missing()) {
        report.at(
            step,
            "missing-relation",
            Severity.ERROR,
            missing + " does not exist, and no pending migration creates it",
            missing.schema() == null
                ? "correct the name, or give its schema: it was looked for in the search path"
                : "correct the name, or add the migration that creates it");
      }
      for (Unknown unknown : step.forecast().unknowns()) {
        unknown(step, unknown, report);
      }
    }
  }

  private static void unknown(Step step, Unknown unknown, Report report) {
    TextPosition at = unknown.at().inFile(step.statement().line());
    int column = at.column() + (unknown.at().line() == 1 ? step.statement().column() - 1 : 0);
    if (unknown.reason() == Unknown.Reason.NOT_PARSED) {
      report.at(
          step,
          at.line(),
          column,
          "not-parsed",
          Severity.ERROR,
          "%s:%d:%d: the SQL cannot be parsed from here on; what it locks is unknown"
              .formatted(step.migration().script(), at.line(), column),
          "correct it; where the server does take it, put  -- clearway: ignore=not-parsed"
              + " reason=\"...\"  above it");
    } else {
      report.at(
          step,
          at.line(),
          column,
          "unknown-forecast",
          Severity.WARNING,
          "what it locks is not all known: it "
              + unknown.reason().words()
              + (unknown.what().isBlank() ? "" : " (" + oneLine(unknown.what()) + ")"),
          "short timeouts and the stall watch hold for it all the same");
    }
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= 40 ? line : line.substring(0, 37) + "...";
  }
}
