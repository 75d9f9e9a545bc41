/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.ObjectKind;

/** CREATE, ALTER or DROP POLICY on a table that was there before. */
final class CreatePolicy extends Rule {
  CreatePolicy() {
    super(
        "create-policy",
        RuleGroup.OBJECTS,
        Severity.WARNING,
        Danger.LOCK,
        "CREATE, ALTER or DROP POLICY on a table that was there before",
        "keep the lock timeout short: Clearway does");
  }

  @Override
  void check(Step step) {
    TableObjects.report(this, step, ObjectKind.POLICY);
  }
}
