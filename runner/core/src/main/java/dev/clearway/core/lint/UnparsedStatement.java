/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** A statement that the parser does not take. */
final class UnparsedStatement extends Rule {
  UnparsedStatement() {
    super(
        "unparsed-statement",
        RuleGroup.LINT,
        Severity.WARNING,
        Danger.FAILURE,
        "A statement that the parser does not take",
        "correct it; where the server does take it, say so:  -- clearway: "
            + "ignore=unparsed-statement reason=\"...\"");
  }
}
