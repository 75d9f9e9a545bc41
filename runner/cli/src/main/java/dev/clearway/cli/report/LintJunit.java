/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.lint.Finding;
import dev.clearway.core.lint.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JUnit's XML: one test case for each script, which fails where it has an error. */
public final class LintJunit {

  private LintJunit() {}

  /** The document. */
  public static String of(LintResult result) {
    Map<String, List<Finding>> scripts = new LinkedHashMap<>();
    result.scripts().forEach(script -> scripts.put(script, new ArrayList<>()));
    for (Finding finding : result.findings()) {
      scripts.computeIfAbsent(finding.script(), absent -> new ArrayList<>()).add(finding);
    }
    long failures =
        scripts.values().stream().filter(findings -> firstError(findings) != null).count();
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .append("<testsuite name=\"clearway lint\" tests=\"")
            .append(scripts.size())
            .append("\" failures=\"")
            .append(failures)
            .append("\" errors=\"0\" skipped=\"0\">\n");
    scripts.forEach((script, findings) -> testCase(script, findings, xml));
    return xml.append("</testsuite>").toString();
  }

  private static @Nullable Finding firstError(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .findFirst()
        .orElse(null);
  }

  private static void testCase(String script, List<Finding> findings, StringBuilder xml) {
    xml.append("  <testcase classname=\"clearway.lint\" name=\"")
        .append(PreflightJunit.escape(script))
        .append('"');
    if (findings.isEmpty()) {
      xml.append("/>\n");
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (Finding finding : findings) {
      lines
          .append(
              "%s:%d:%d %s %s: %s"
                  .formatted(
                      finding.script(),
                      finding.line(),
                      finding.column(),
                      finding.severity().word(),
                      finding.rule().id(),
                      finding.message()))
          .append('\n');
    }
    Finding error = firstError(findings);
    xml.append(">\n");
    if (error == null) {
      xml.append("    <system-out>")
          .append(PreflightJunit.escape(lines.toString()))
          .append("</system-out>\n");
    } else {
      xml.append("    <failure type=\"")
          .append(PreflightJunit.escape(error.rule().id()))
          .append("\" message=\"")
          .append(PreflightJunit.escape(error.message()))
          .append("\">")
          .append(PreflightJunit.escape(lines.toString()))
          .append("</failure>\n");
    }
    xml.append("  </testcase>\n");
  }
}
