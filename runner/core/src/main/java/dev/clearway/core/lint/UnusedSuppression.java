/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** A directive, or an exemption of the configuration, that covers no finding. */
final class UnusedSuppression extends Rule {
  UnusedSuppression() {
    super(
        "unused-suppression",
        RuleGroup.LINT,
        Severity.WARNING,
        Danger.STYLE,
        "A suppression of a rule which does not exist, or finds nothing",
        "take it out");
  }
}
