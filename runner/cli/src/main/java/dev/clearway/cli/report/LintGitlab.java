/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.lint.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * GitLab's code quality report.
 *
 * @see <a href="https://docs.gitlab.com/ci/testing/code_quality/">Code Quality</a>
 */
public final class LintGitlab {

  private LintGitlab() {}

  public static String of(LintResult result) {
    List<Map<String, ?>> issues = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (Finding finding : result.findings()) {
      // GitLab keeps one of those with the same fingerprint
      int number = seen.merge(finding.fingerprint(), 1, Integer::sum);
      issues.add(
          MigrateJson.object(
              "description",
              finding.message(),
              "check_name",
              finding.rule().id(),
              "fingerprint",
              finding.fingerprint() + (number == 1 ? "" : "-" + number),
              "severity",
              switch (finding.severity()) {
                case ERROR -> "critical";
                case WARNING -> "minor";
                case NOTE, OFF -> "info";
              },
              "location",
              MigrateJson.object(
                  "path", finding.script(), "lines", MigrateJson.object("begin", finding.line()))));
    }
    return Json.write(issues);
  }
}
