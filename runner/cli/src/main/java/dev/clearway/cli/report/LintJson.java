/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.lint.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code clearway lint --format json} prints; see docs/schema/lint-1.json. */
public final class LintJson {

  private LintJson() {}

  public static String of(LintResult result) {
    Map<String, Object> json =
        MigrateJson.head("lint", result.outcome().word(), result.outcome().exitCode());
    List<Map<String, ?>> findings = new ArrayList<>();
    result.findings().forEach(finding -> findings.add(finding(finding)));
    json.put("findings", findings);
    return Json.write(json);
  }

  private static Map<String, ?> finding(Finding finding) {
    return MigrateJson.object(
        "rule", finding.rule().id(),
        "severity", finding.severity().word(),
        "script", finding.script(),
        "line", finding.line(),
        "column", finding.column(),
        "statement", finding.statement().isEmpty() ? null : finding.statement(),
        "message", finding.message(),
        "remedy", finding.remedy());
  }
}
