/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.util.List;

/**
 * What is going to run, and what stands against that in the migrations' own history.
 *
 * @param known how many migrations there are, applied ones included
 * @param pending in the order in which they will run
 * @param findings what the migration tool itself would refuse, or runs other than one might think
 * @param schema the one that unqualified names go to, unquoted
 * @param newSchemas the schemas that the run will create first
 * @param historyTable the name of the history table, unquoted
 * @param grouped whether all pending migrations run in one transaction
 */
public record MigrationPlan(
    int known,
    List<PlannedMigration> pending,
    List<Finding> findings,
    String schema,
    List<String> newSchemas,
    String historyTable,
    boolean grouped) {

  public MigrationPlan {
    pending = List.copyOf(pending);
    findings = List.copyOf(findings);
    newSchemas = List.copyOf(newSchemas);
  }
}
