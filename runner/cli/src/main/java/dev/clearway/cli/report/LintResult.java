/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lint.Finding;
import dev.clearway.core.lint.Severity;
import java.util.List;

/**
 * What lint has found.
 *
 * @param scripts those that were looked at, as reports name them
 * @param nanos how long it took
 */
public record LintResult(
    List<Finding> findings, List<String> scripts, RunOutcome outcome, long nanos) {

  public LintResult {
    findings = List.copyOf(findings);
    scripts = List.copyOf(scripts);
  }

  long count(Severity severity) {
    long count = 0;
    for (Finding finding : findings) {
      count += finding.severity() == severity ? 1 : 0;
    }
    return count;
  }
}
