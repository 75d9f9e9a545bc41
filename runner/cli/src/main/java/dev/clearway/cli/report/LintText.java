/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.lint.Finding;
import dev.clearway.core.lint.Severity;
import java.util.ArrayList;
import java.util.List;

/** What lint says to a person: each finding with the line that it is about. */
public final class LintText {

  private LintText() {}

  /**
   * The lines to print.
   *
   * @param looked how many scripts were looked at
   */
  public static List<String> of(LintResult result, int looked, Style style) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : result.findings()) {
      finding(finding, style, lines);
    }
    long notes = result.count(Severity.NOTE);
    long tenths = Math.round(result.nanos() / 1e8);
    lines.add(
        Words.count(result.count(Severity.ERROR), "error")
            + ", "
            + Words.count(result.count(Severity.WARNING), "warning")
            + (notes == 0 ? "" : ", " + Words.count(notes, "note"))
            + " in "
            + Words.count(looked, "script")
            + (" (" + tenths / 10 + "." + tenths % 10 + " s)"));
    return lines;
  }

  private static void finding(Finding finding, Style style, List<String> lines) {
    String word = finding.severity().word();
    String painted =
        switch (finding.severity()) {
          case ERROR -> style.bad(word);
          case WARNING -> style.waiting(word);
          case NOTE, OFF -> style.faint(word);
        };
    lines.add(
        finding.script()
            + (":" + finding.line() + ":" + finding.column())
            + ("  " + painted + "  " + finding.rule().id()));
    if (finding.severity() == Severity.NOTE) {
      lines.addAll(Words.wrap("  ", finding.message() + "."));
      lines.add("");
      return;
    }
    source(finding, style, lines);
    lines.addAll(Words.wrap("  ", finding.message() + "."));
    if (!finding.remedy().isEmpty()) {
      lines.addAll(Words.wrap("  safe: ", finding.remedy() + "."));
    }
    lines.add("  " + style.faint("clearway lint --explain " + finding.rule().id()));
    lines.add("");
  }

  /** The line with what it is about underlined; of a long one the part around that. */
  private static void source(Finding finding, Style style, List<String> lines) {
    String number = String.valueOf(finding.line());
    int room = Words.WIDTH - number.length() - " | ".length() - 2;
    String source = finding.source().replace('\t', ' ');
    int column = Math.min(finding.column() - 1, source.length());
    int from = column > room / 2 && source.length() > room ? column - room / 4 : 0;
    String shown = source.substring(from);
    boolean cut = shown.length() > room;
    shown = cut ? shown.substring(0, room - 3) + "..." : shown;
    int length = Math.max(1, Math.min(finding.length(), shown.length() - (column - from)));
    lines.add("  " + number + " | " + shown);
    lines.add(
        "  "
            + " ".repeat(number.length())
            + " | "
            + " ".repeat(column - from)
            + style.bad("^".repeat(length)));
  }
}
