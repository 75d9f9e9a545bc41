/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Scripts as pages and cases write them, one below the other, and what lint says of the last. */
final class LintFixture {

  /** {@code -- V2__x.sql executeInTransaction=false}. */
  private static final Pattern HEAD =
      Pattern.compile(
          "-- ([A-Za-z][A-Za-z0-9_.]*\\.sql)(?: executeInTransaction=(true|false))?\\s*");

  private LintFixture() {}

  static List<LintScript> scripts(String text) {
    List<LintScript> scripts = new ArrayList<>();
    String name = "V1__x.sql";
    Boolean inTransaction = null;
    StringBuilder lines = new StringBuilder();
    for (String line : text.lines().toList()) {
      Matcher head = HEAD.matcher(line);
      if (head.matches()) {
        add(name, inTransaction, lines, scripts);
        name = head.group(1);
        inTransaction = head.group(2) == null ? null : Boolean.valueOf(head.group(2));
        lines = new StringBuilder();
      } else {
        lines.append(line).append('\n');
      }
    }
    add(name, inTransaction, lines, scripts);
    return scripts;
  }

  private static void add(
      String name, Boolean inTransaction, StringBuilder lines, List<LintScript> scripts) {
    if (!lines.isEmpty()) {
      ScriptKind kind =
          name.startsWith("R__")
              ? ScriptKind.REPEATABLE
              : name.startsWith("V") ? ScriptKind.VERSIONED : ScriptKind.CALLBACK;
      scripts.add(new LintScript(name, kind, lines.toString(), inTransaction, true, true));
    }
  }

  /** All that is found in all scripts. */
  static List<Finding> lint(LintSettings settings, List<LintScript> scripts) {
    List<Finding> findings = new ArrayList<>();
    Linter linter = new Linter(settings, findings::add);
    scripts.forEach(linter::lint);
    linter.finish();
    return findings;
  }

  /** What is found in the last script. */
  static List<Finding> lintLast(LintSettings settings, String text) {
    List<LintScript> scripts = scripts(text);
    String last = scripts.get(scripts.size() - 1).name();
    return lint(settings, scripts).stream().filter(f -> f.script().equals(last)).toList();
  }

  /** Settings under which a rule speaks. */
  static LintSettings settings(Rule rule, int major) {
    LintSettings d = LintSettings.DEFAULT;
    boolean plain = rule.severity(Runner.CLEARWAY) == Severity.OFF;
    boolean flyway = plain && rule.severity(Runner.FLYWAY) != Severity.OFF;
    return new LintSettings(
        plain && !flyway ? Map.of(rule.id(), Severity.WARNING) : Map.of(),
        d.exemptions(),
        flyway ? Runner.FLYWAY : Runner.CLEARWAY,
        major,
        d.mixed(),
        d.group(),
        d.transactionalLock(),
        d.searchPath(),
        d.placeholders(),
        d.placeholderPrefix(),
        d.placeholderSuffix());
  }

  static List<String> ids(List<Finding> findings) {
    return findings.stream().map(f -> f.rule().id()).toList();
  }
}
