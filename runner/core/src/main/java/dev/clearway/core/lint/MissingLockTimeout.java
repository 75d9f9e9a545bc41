/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** A strong lock without a lock_timeout before it, where nobody else sets one. */
final class MissingLockTimeout extends Rule {
  MissingLockTimeout() {
    super(
        "missing-lock-timeout",
        RuleGroup.TRANSACTIONS,
        Severity.WARNING,
        Danger.LOCK,
        "A strong lock without a lock_timeout before it, where nobody else sets one",
        "SET LOCAL lock_timeout = '1s' first, and retry; or run it with Clearway, which "
            + "does both");
  }

  @Override
  Severity severity(Runner runner) {
    return runner == Runner.FLYWAY ? Severity.WARNING : Severity.OFF;
  }

  @Override
  void statement(Step step) {
    Timeouts.report(
        this, step, "lock_timeout", "every query on %s queues behind it while it waits");
  }
}
