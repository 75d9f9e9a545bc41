/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

/** A concurrent statement that waits for Flyway's own lock for ever. */
final class FlywayConcurrentIndexLockHang extends Rule {
  FlywayConcurrentIndexLockHang() {
    super(
        "flyway-concurrent-index-lock-hang",
        RuleGroup.INDEXES,
        Severity.ERROR,
        Danger.FAILURE,
        "A concurrent statement that waits for Flyway's own lock for ever",
        "set flyway.postgresql.transactional.lock=false, or run it with Clearway, which "
            + "does that");
  }

  @Override
  Severity severity(Runner runner) {
    return runner == Runner.FLYWAY ? Severity.ERROR : Severity.OFF;
  }

  @Override
  void statement(Step step) {
    if (step.isInScript()
        && step.settings().transactionalLock()
        && FlywayKinds.isConcurrent(step.command())) {
      step.report(
          this,
          "waits for all older transactions, one of which is Flyway's own idle one with its lock");
    }
  }
}
