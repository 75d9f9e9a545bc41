/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.SqlCommand;

/** What rules about rules and policies share. */
final class TableObjects {

  private TableObjects() {}

  static void report(Rule rule, Step step, ObjectKind kind) {
    if (step.command() instanceof SqlCommand.TableObject object && object.kind() == kind) {
      Relation table = step.old(object.table());
      if (table != null) {
        step.report(
            rule,
            "ACCESS EXCLUSIVE on %s keeps every query out for a moment".formatted(step.show(table)),
            table);
      }
    }
  }
}
