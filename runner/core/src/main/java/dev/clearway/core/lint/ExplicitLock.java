/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableRef;

/** LOCK TABLE in SHARE mode or stronger. */
final class ExplicitLock extends Rule {
  ExplicitLock() {
    super(
        "explicit-lock",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.LOCK,
        "LOCK TABLE in SHARE mode or stronger",
        "let the statement that needs the lock take it");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.LockTables lock)
        || lock.mode().compareTo(LockMode.SHARE) < 0) {
      return;
    }
    for (TableRef ref : lock.tables()) {
      Relation table = step.old(ref.name());
      if (table != null) {
        step.report(
            this,
            "%s on %s is held until the transaction ends"
                .formatted(lock.mode().sqlName(), step.show(table)),
            table);
        return;
      }
    }
  }
}
