/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableRef;

/** A rule about tables that were there before and are emptied. */
abstract class TruncateRule extends Rule {

  private final boolean cascade;
  private final String message;

  /**
   * @param cascade whether it is about TRUNCATE ... CASCADE, or about all others
   * @param message what happens, with a place for the table
   */
  TruncateRule(String id, boolean cascade, String summary, String remedy, String message) {
    super(id, RuleGroup.OBJECTS, Severity.ERROR, Danger.CLIENTS, summary, remedy);
    this.cascade = cascade;
    this.message = message;
  }

  @Override
  final void check(Step step) {
    if (!(step.command() instanceof SqlCommand.Truncate truncate)
        || truncate.cascade() != cascade) {
      return;
    }
    for (TableRef ref : truncate.tables()) {
      Relation table = step.old(ref.name());
      if (table != null) {
        step.report(this, message.formatted(step.show(table)), table);
      }
    }
  }
}
