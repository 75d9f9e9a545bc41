/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ColumnDefinition;
import dev.clearway.core.sql.TableAction;

/** A rule about a column that is added to a table that was there before. */
abstract class AddColumnRule extends Rule {

  AddColumnRule(
      String id, RuleGroup group, Severity severity, Danger danger, String summary, String remedy) {
    super(id, group, severity, danger, summary, remedy);
  }

  @Override
  final void check(Step step) {
    TableAction.AddColumn add = Columns.added(step);
    Relation table = step.oldTarget();
    if (add != null && table != null) {
      check(step, table, add.column());
    }
  }

  /** Looks at such a column. */
  abstract void check(Step step, Relation table, ColumnDefinition column);
}
