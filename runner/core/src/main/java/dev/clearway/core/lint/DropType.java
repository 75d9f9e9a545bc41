/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;

/** DROP TYPE, DOMAIN, SEQUENCE or EXTENSION ... CASCADE. */
final class DropType extends Rule {
  DropType() {
    super(
        "drop-type",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.CLIENTS,
        "DROP TYPE, DOMAIN, SEQUENCE or EXTENSION ... CASCADE",
        "name what depends on it, and change that first");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.Drop drop) || !drop.cascade()) {
      return;
    }
    QualifiedName first = drop.names().get(0);
    switch (drop.kind()) {
      case TYPE, DOMAIN, EXTENSION -> {
        if (!step.run().isMadeHere(first)) {
          step.report(
              this,
              "CASCADE drops every column of %s with its data, under ACCESS EXCLUSIVE on its table"
                  .formatted(first));
        }
      }
      case SEQUENCE -> {
        if (drop.names().stream().anyMatch(name -> step.old(name) != null)) {
          step.report(
              this,
              "CASCADE drops every default that %s counts for, under ACCESS EXCLUSIVE on its table"
                  .formatted(first));
        }
      }
      default -> {
        // others have rules of their own
      }
    }
  }
}
