/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.SqlCommand;

/** VACUUM FULL or CLUSTER. */
final class VacuumFullOrCluster extends Rule {
  VacuumFullOrCluster() {
    super(
        "vacuum-full-or-cluster",
        RuleGroup.OBJECTS,
        Severity.ERROR,
        Danger.WORK,
        "VACUUM FULL or CLUSTER",
        "pg_repack, or from 19 on REPACK CONCURRENTLY");
  }

  @Override
  void check(Step step) {
    Relation table = null;
    if (step.command() instanceof SqlCommand.Vacuum vacuum && vacuum.full()) {
      table = vacuum.tables().isEmpty() ? null : step.find(vacuum.tables().get(0).name());
    } else if (step.command() instanceof SqlCommand.Cluster cluster) {
      table = cluster.table() == null ? null : step.find(cluster.table());
    } else {
      return;
    }
    if (table == null) {
      step.report(this, "writes one table after the other anew under ACCESS EXCLUSIVE");
    } else if (step.isOld(table)) {
      step.report(
          this,
          "writes all of %s and its indexes anew under ACCESS EXCLUSIVE"
              .formatted(step.show(table)),
          table);
    }
  }
}
