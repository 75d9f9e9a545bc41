/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.lint.Finding;
import dev.clearway.core.lint.Severity;
import java.util.ArrayList;
import java.util.List;

/** GitHub's workflow commands: one annotation for each finding. */
public final class LintGithub {

  private LintGithub() {}

  /** The lines to print. */
  public static List<String> of(LintResult result) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : result.findings()) {
      String command =
          switch (finding.severity()) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE, OFF -> "notice";
          };
      String remedy = finding.remedy().isEmpty() ? "" : "\n" + finding.remedy();
      lines.add(
          "::%s file=%s,line=%d,col=%d,endColumn=%d,title=%s::%s"
              .formatted(
                  command,
                  GithubText.property(finding.script()),
                  finding.line(),
                  finding.column(),
                  finding.column() + finding.length(),
                  GithubText.property("clearway " + finding.rule().id()),
                  GithubText.data(finding.message() + remedy)));
    }
    lines.add(
        "::notice title=clearway lint::%d errors, %d warnings in %d scripts"
            .formatted(
                result.count(Severity.ERROR),
                result.count(Severity.WARNING),
                result.scripts().size()));
    return lines;
  }
}
