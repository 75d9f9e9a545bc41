/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.List;

/** What a rule looks at when a script's statements have gone by. */
record ScriptEnd(ScriptRun run, List<LintStatement> statements) {

  LintSettings settings() {
    return run.settings();
  }

  void report(Rule rule, LintStatement at, String message) {
    report(rule, at, message, rule.remedy());
  }

  void report(Rule rule, LintStatement at, String message, String remedy) {
    report(rule, rule.severity(settings().runner()), at, message, remedy);
  }

  void report(Rule rule, Severity heaviest, LintStatement at, String message, String remedy) {
    run.report(
        rule,
        heaviest,
        at.start(),
        at.start() + at.text().length(),
        at,
        List.of(),
        message,
        remedy);
  }
}
