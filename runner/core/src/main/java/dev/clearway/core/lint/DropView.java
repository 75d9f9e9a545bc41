/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.SqlCommand;

/** DROP VIEW ... CASCADE. */
final class DropView extends Rule {
  DropView() {
    super(
        "drop-view",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.CLIENTS,
        "DROP VIEW ... CASCADE",
        "name what depends on it, and drop that first");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.Drop drop
        && (drop.kind() == ObjectKind.VIEW || drop.kind() == ObjectKind.MATERIALIZED_VIEW)
        && drop.cascade()
        && drop.names().stream().anyMatch(name -> step.old(name) != null)) {
      step.report(
          this,
          "CASCADE drops every view over %s, under ACCESS EXCLUSIVE, and names none of them"
              .formatted(drop.names().get(0)));
    }
  }
}
