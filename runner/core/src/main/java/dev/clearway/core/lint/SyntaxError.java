/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** Text that is no statement. */
final class SyntaxError extends Rule {
  SyntaxError() {
    super(
        "syntax-error",
        RuleGroup.LINT,
        Severity.ERROR,
        Danger.FAILURE,
        "Text that is no statement",
        "correct it");
  }
}
