/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableRef;

/** TRUNCATE. */
final class Truncate extends Rule {
  Truncate() {
    super(
        "truncate",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "TRUNCATE",
        "DELETE in batches");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.Truncate truncate) || truncate.cascade()) {
      return;
    }
    for (TableRef ref : truncate.tables()) {
      Relation table = step.old(ref.name());
      if (table != null) {
        step.report(
            this,
            "all rows of %s are gone, and ACCESS EXCLUSIVE keeps every query out"
                .formatted(step.show(table)),
            table);
      }
    }
  }
}
