/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableRef;

/** TRUNCATE ... CASCADE. */
final class TruncateCascade extends Rule {
  TruncateCascade() {
    super(
        "truncate-cascade",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "TRUNCATE ... CASCADE",
        "name the tables that are meant");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.Truncate truncate) || !truncate.cascade()) {
      return;
    }
    for (TableRef ref : truncate.tables()) {
      Relation table = step.old(ref.name());
      if (table != null) {
        step.report(
            this,
            "all rows of %s are gone, and of every table that refers to it, however far away"
                .formatted(step.show(table)),
            table);
        return;
      }
    }
  }
}
