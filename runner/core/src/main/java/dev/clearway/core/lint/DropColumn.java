/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.TableAction;

/** DROP COLUMN. */
final class DropColumn extends Rule {
  DropColumn() {
    super(
        "drop-column",
        RuleGroup.COLUMNS,
        Severity.ERROR,
        Danger.CLIENTS,
        "DROP COLUMN",
        "first let no client use it, then drop it:  -- clearway: ignore=drop-column "
            + "reason=\"not used since ...\"");
  }

  @Override
  void check(Step step) {
    Relation table = step.oldTarget();
    if (table == null || !(step.action() instanceof TableAction.DropColumn drop)) {
      return;
    }
    boolean gone =
        drop.ifExists()
            && step.column(table, drop.column()) == null
            && !step.catalog().isAssumed(table)
            && !step.catalog().columns(table).isEmpty();
    if (!gone) {
      step.report(
          this,
          "clients that still read or write %s.%s fail, and its data is gone"
              .formatted(step.show(table), Identifiers.quote(drop.column())),
          table);
    }
  }
}
