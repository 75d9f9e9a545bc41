/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.SqlCommand;

/** CREATE TABLE ... PARTITION OF a table that was there before. */
final class CreatePartitionOf extends Rule {
  CreatePartitionOf() {
    super(
        "create-partition-of",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.LOCK,
        "CREATE TABLE ... PARTITION OF a table that was there before",
        "CREATE TABLE ... (LIKE parent INCLUDING ALL), ADD CHECK of its bounds, then "
            + "ATTACH PARTITION");
  }

  @Override
  void check(Step step) {
    if (!(step.command() instanceof SqlCommand.CreateTable table) || table.partitionOf() == null) {
      return;
    }
    Relation parent = step.old(table.partitionOf());
    if (parent != null) {
      boolean hasDefault = step.catalog().defaultPartition(parent) != null;
      step.report(
          this,
          "takes ACCESS EXCLUSIVE on %s%s, which keeps every query out"
              .formatted(
                  step.show(parent),
                  hasDefault ? " and on its default partition, which is read" : ""),
          parent);
    }
  }
}
