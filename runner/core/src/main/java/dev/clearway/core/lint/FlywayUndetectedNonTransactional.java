/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** A statement that cannot run inside a transaction, which Flyway does not see. */
final class FlywayUndetectedNonTransactional extends Rule {
  FlywayUndetectedNonTransactional() {
    super(
        "flyway-undetected-non-transactional",
        RuleGroup.INDEXES,
        Severity.ERROR,
        Danger.FAILURE,
        "A statement that cannot run inside a transaction, which Flyway does not see",
        "");
  }

  @Override
  void statement(Step step) {
    if (step.isInScript()
        && step.transaction().isWholeScript()
        && step.transaction().unclosed() == null
        && step.run().script().inTransaction() == null
        && FlywayKinds.mustBeOutside(step.command(), step.text())
        && !FlywayKinds.isSeen(step.text())) {
      String name = step.run().script().name();
      step.reportWith(
          this,
          "add %s.conf with  executeInTransaction=false"
              .formatted(name.substring(name.lastIndexOf('/') + 1)),
          "Flyway runs it inside a transaction, where PostgreSQL refuses it");
    }
  }
}
