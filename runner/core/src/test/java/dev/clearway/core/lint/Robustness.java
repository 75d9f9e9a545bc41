/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.sql.SqlParser;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What holds for every text: lint comes to an end, throws nothing, and points to places that there
 * are.
 */
final class Robustness {

  /** Of processor time, so that it says the same on a machine that does other things as well. */
  private static final Duration ENOUGH_FOR_A_STATEMENT = Duration.ofSeconds(1);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final LintSettings EVERYTHING = everything();

  static {
    // to load the grammar costs most of a second by itself, once
    SqlParser.warmUp();
  }

  private Robustness() {}

  static void check(String text) {
    long began = THREADS.getCurrentThreadCpuTime();
    List<Finding> findings = new ArrayList<>();
    Linter linter = new Linter(EVERYTHING, findings::add);
    LintScript script = LintScript.of("V1__x.sql", ScriptKind.VERSIONED, text);
    linter.lint(script);
    linter.finish();
    new Fixer().fix(script, findings);
    Duration spent = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - began);
    assertThat(spent).as(text).isLessThan(ENOUGH_FOR_A_STATEMENT.multipliedBy(statements(text)));
    int lines = (int) text.lines().count() + 1;
    for (Finding finding : findings) {
      assertThat(finding.line()).as(text).isBetween(1, lines);
      assertThat(finding.column()).as(text).isPositive();
      assertThat(finding.length()).as(text).isPositive();
    }
  }

  /** How many there are, at least one. */
  private static int statements(String text) {
    StatementSplitter splitter = new StatementSplitter(text);
    int count = 0;
    while (splitter.next() != null) {
      count++;
    }
    return Math.max(1, count);
  }

  private static LintSettings everything() {
    Map<String, Severity> all = new HashMap<>();
    Rules.ALL.forEach(rule -> all.put(rule.id(), Severity.WARNING));
    return LintSettings.DEFAULT.withSeverities(all);
  }
}
