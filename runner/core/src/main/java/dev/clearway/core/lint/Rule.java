/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/**
 * One thing that lint looks for. Rules have no state: what they remember of a script is in its
 * {@link Step}s. The page {@code docs/rules/<id>.md} explains each.
 */
public abstract class Rule {

  private final String id;
  private final RuleGroup group;
  private final Severity severity;
  private final Danger danger;
  private final String summary;
  private final String remedy;

  /**
   * @param severity where nothing else is configured
   * @param summary what triggers it, on one line
   * @param remedy what to do instead; empty where each finding says it
   */
  Rule(
      String id, RuleGroup group, Severity severity, Danger danger, String summary, String remedy) {
    this.id = id;
    this.group = group;
    this.severity = severity;
    this.danger = danger;
    this.summary = summary;
    this.remedy = remedy;
  }

  /** Its name in reports, directives and configuration; never changes. */
  public final String id() {
    return id;
  }

  public final RuleGroup group() {
    return group;
  }

  /** What it weighs by default, where Clearway runs the migrations. */
  public final Severity severity() {
    return severity;
  }

  /** What it weighs by default, where {@code runner} runs them. */
  Severity severity(Runner runner) {
    return severity;
  }

  public final Danger danger() {
    return danger;
  }

  /** What triggers it, on one line. */
  public final String summary() {
    return summary;
  }

  final String remedy() {
    return remedy;
  }

  /**
   * Looks at a statement, or at one action of an ALTER TABLE, before it is done. Statements inside
   * code come by as well.
   */
  void check(Step step) {}

  /** Looks at a whole statement of a script, with all locks that it takes. */
  void statement(Step step) {}

  /** Looks at a script when its statements have gone by. */
  void script(ScriptEnd end) {}

  @Override
  public final String toString() {
    return id;
  }
}
