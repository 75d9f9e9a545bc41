/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** A statement that PostgreSQL refuses inside a transaction, inside one. */
final class ConcurrentlyInTransaction extends Rule {
  ConcurrentlyInTransaction() {
    super(
        "concurrently-in-transaction",
        RuleGroup.INDEXES,
        Severity.ERROR,
        Danger.FAILURE,
        "A statement that PostgreSQL refuses inside a transaction, inside one",
        "put it into a script of its own, with executeInTransaction=false in its .conf " + "file");
  }

  @Override
  void statement(Step step) {
    if (!FlywayKinds.mustBeOutside(step.command(), step.text())) {
      return;
    }
    String where = null;
    switch (step.place()) {
      case DO -> where = "a DO block is always inside a transaction";
      case FUNCTION -> where = "a function is always inside a transaction";
      case SCRIPT -> {
        if (step.transaction().unclosed() != null) {
          where = "BEGIN has opened a transaction";
        } else if (Boolean.TRUE.equals(step.run().script().inTransaction())) {
          where = "executeInTransaction=true puts the script into a transaction";
        }
      }
    }
    if (where != null) {
      step.report(this, where + ", where PostgreSQL refuses this statement");
    }
  }
}
