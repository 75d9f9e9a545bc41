/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** Statements that run inside a transaction and others that cannot, in one script. */
final class FlywayMixedTransaction extends Rule {
  FlywayMixedTransaction() {
    super(
        "flyway-mixed-transaction",
        RuleGroup.INDEXES,
        Severity.ERROR,
        Danger.FAILURE,
        "Statements that run inside a transaction and others that cannot, in one script",
        "split the script, the statements that cannot into one of their own");
  }

  @Override
  void script(ScriptEnd end) {
    String other = end.run().otherKindInGroup();
    if (other != null && !end.statements().isEmpty()) {
      boolean allowed = end.settings().mixed();
      end.report(
          this,
          allowed ? Severity.WARNING : severity(),
          end.statements().get(0),
          (allowed
                  ? "with %s in its group, one inside a transaction and one not, the whole group"
                      + " runs without one"
                  : "Flyway refuses a group with both kinds of script: %s is of the other")
              .formatted(other),
          "migrate up to the script before it, then this one by itself");
    }
    if (end.run().script().inTransaction() != null || end.statements().isEmpty()) {
      return;
    }
    boolean first = FlywayKinds.isSeen(end.statements().get(0).text());
    for (LintStatement statement : end.statements()) {
      if (FlywayKinds.isSeen(statement.text()) != first) {
        boolean allowed = end.settings().mixed();
        end.report(
            this,
            allowed ? Severity.WARNING : severity(),
            statement,
            allowed
                ? "the whole script runs without a transaction: what fails leaves the rest behind"
                : "Flyway refuses a script with both kinds of statement",
            remedy());
        return;
      }
    }
  }
}
