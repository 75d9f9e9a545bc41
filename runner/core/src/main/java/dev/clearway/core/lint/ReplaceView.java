/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.SqlCommand;

/** CREATE OR REPLACE VIEW of a view that was there before. */
final class ReplaceView extends Rule {
  ReplaceView() {
    super(
        "replace-view",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.LOCK,
        "CREATE OR REPLACE VIEW of a view that was there before",
        "keep the lock timeout short: Clearway does");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.CreateView view)
        || !view.replace()
        || view.persistence() == SqlCommand.Persistence.TEMPORARY) {
      return;
    }
    Relation present = step.find(view.name());
    // with a history behind it what is not there is new
    boolean old = present == null ? !step.run().hasHistory() : step.isOld(present);
    if (old) {
      step.report(
          this,
          "ACCESS EXCLUSIVE on the view %s keeps every query of it out for a moment"
              .formatted(view.name()));
    }
  }
}
