/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.TableAction;

/** DETACH PARTITION without CONCURRENTLY. */
final class DetachPartitionNotConcurrent extends Rule {
  DetachPartitionNotConcurrent() {
    super(
        "detach-partition-not-concurrent",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.LOCK,
        "DETACH PARTITION without CONCURRENTLY",
        "DETACH PARTITION ... CONCURRENTLY, in a script with executeInTransaction=false");
  }

  @Override
  void check(Step step) {
    Relation parent = step.oldTarget();
    if (parent == null
        || !(step.action() instanceof TableAction.DetachPartition detach)
        || detach.finish()) {
      return;
    }
    boolean withDefault = step.catalog().defaultPartition(parent) != null;
    if (detach.concurrently()) {
      if (withDefault) {
        step.reportWith(
            this,
            "DETACH PARTITION without CONCURRENTLY, with a short lock timeout",
            "PostgreSQL refuses CONCURRENTLY while %s has a default partition"
                .formatted(step.show(parent)),
            parent);
      }
      return;
    }
    Relation partition = step.find(detach.partition());
    if (partition != null && !step.isOld(partition)) {
      return;
    }
    step.reportWith(
        this,
        withDefault
            ? "CONCURRENTLY is refused while there is a default partition: keep the lock timeout short"
            : remedy(),
        "takes ACCESS EXCLUSIVE on %s and the partition, which keeps every query out"
            .formatted(step.show(parent)),
        parent);
  }
}
