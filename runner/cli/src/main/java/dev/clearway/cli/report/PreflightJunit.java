/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.preflight.Finding;
import dev.clearway.core.preflight.PlannedMigration;
import dev.clearway.core.preflight.PreflightResult;
import dev.clearway.core.preflight.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JUnit's XML, as build servers read it: one test case for each pending migration and one for the
 * database; it fails where something stands against going.
 */
public final class PreflightJunit {

  private static final String DATABASE = "database";

  private PreflightJunit() {}

  /** The document. */
  public static String of(PreflightResult result) {
    Map<String, StringBuilder> said = new LinkedHashMap<>();
    Map<String, Finding> failed = new LinkedHashMap<>();
    said.put(DATABASE, new StringBuilder());
    for (PlannedMigration migration : result.pending()) {
      said.put(migration.script(), new StringBuilder());
    }
    for (Finding finding : result.findings()) {
      String name = finding.script() == null ? DATABASE : finding.script();
      said.computeIfAbsent(name, absent -> new StringBuilder()).append(line(finding));
      if (finding.severity() == Severity.ERROR || finding.severity() == Severity.HOLD) {
        failed.putIfAbsent(name, finding);
      }
    }
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .append("<testsuite name=\"clearway preflight\" tests=\"")
            .append(said.size())
            .append("\" failures=\"")
            .append(failed.size())
            .append("\" errors=\"0\" skipped=\"0\">\n");
    said.forEach((name, lines) -> testCase(name, lines.toString(), failed.get(name), xml));
    return xml.append("</testsuite>").toString();
  }

  private static void testCase(
      String name, String lines, @Nullable Finding failure, StringBuilder xml) {
    xml.append("  <testcase classname=\"clearway.preflight\" name=\"")
        .append(escape(name))
        .append('"');
    if (lines.isEmpty()) {
      xml.append("/>\n");
      return;
    }
    xml.append(">\n");
    if (failure == null) {
      xml.append("    <system-out>").append(escape(lines)).append("</system-out>\n");
    } else {
      xml.append("    <failure type=\"")
          .append(escape(failure.rule()))
          .append("\" message=\"")
          .append(escape(failure.message()))
          .append("\">")
          .append(escape(lines))
          .append("</failure>\n");
    }
    xml.append("  </testcase>\n");
  }

  private static String line(Finding finding) {
    return String.join(
                "  ",
                List.of(
                    finding.severity().word() + " " + finding.rule(),
                    finding.line() == null
                        ? finding.message()
                        : "line " + finding.line() + ": " + finding.message(),
                    finding.remedy()))
            .stripTrailing()
        + "\n";
  }

  /** What XML can hold: other control characters have no spelling in it. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append("&#10;");
                case '\t' -> escaped.append("&#9;");
                default -> {
                  boolean allowed =
                      (c >= 0x20 && c <= 0xD7FF)
                          || (c >= 0xE000 && c <= 0xFFFD)
                          || (c >= 0x10000 && c <= 0x10FFFF);
                  escaped.appendCodePoint(allowed ? c : '?');
                }
              }
            });
    return escaped.toString();
  }
}
