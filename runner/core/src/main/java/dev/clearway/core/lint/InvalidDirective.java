/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** A directive that cannot be understood, or gives no reason. */
final class InvalidDirective extends Rule {
  InvalidDirective() {
    super(
        "invalid-directive",
        RuleGroup.LINT,
        Severity.ERROR,
        Danger.FAILURE,
        "A directive that cannot be understood, or gives no reason",
        "correct it: nothing runs before");
  }
}
