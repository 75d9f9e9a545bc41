/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlCommand;

/** DROP OWNED BY. */
final class DropOwned extends Rule {
  DropOwned() {
    super(
        "drop-owned",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.CLIENTS,
        "DROP OWNED BY",
        "REASSIGN OWNED first; then DROP OWNED drops privileges only");
  }

  @Override
  void check(Step step) {
    if (step.command() instanceof SqlCommand.Owned owned && owned.drop()) {
      boolean moved =
          step.preceding().stream()
              .anyMatch(
                  s ->
                      s instanceof SqlCommand.Owned before
                          && !before.drop()
                          && before.roles().containsAll(owned.roles()));
      if (!moved) {
        step.report(
            this,
            "all that %s owns is gone, ACCESS EXCLUSIVE on each of it"
                .formatted(String.join(", ", owned.roles())));
      }
    }
  }
}
