/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ObjectKind;

/** CREATE, ALTER or DROP RULE on a table that was there before. */
final class CreateRule extends Rule {
  CreateRule() {
    super(
        "create-rule",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.LOCK,
        "CREATE, ALTER or DROP RULE on a table that was there before",
        "a trigger");
  }

  @Override
  void check(Step step) {
    TableObjects.report(this, step, ObjectKind.RULE);
  }
}
