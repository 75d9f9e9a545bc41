/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.forecast.RelationLock;

/** What rules about timeouts share. */
final class Timeouts {

  private Timeouts() {}

  /** Reports the first strong lock of a script before which a timeout is not set. */
  static void report(Rule rule, Step step, String timeout, String message) {
    if (step.place() == Step.Place.FUNCTION
        || FlywayKinds.isConcurrent(step.command())
        || step.transaction().isSet(timeout)) {
      return;
    }
    for (RelationLock lock : step.forecast().strongLocks()) {
      Relation relation = lock.relation();
      if (step.run().isFirst(rule)) {
        step.report(
            rule,
            "no %s is set: ".formatted(timeout) + message.formatted(step.show(relation)),
            relation);
      }
      return;
    }
  }
}
