/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.util.List;

/** What the migration tool says about its own history, and whether anything is pending. */
final class HistoryCheck implements Check {

  @Override
  public String name() {
    return "history";
  }

  @Override
  public void look(Situation situation, Report report) {
    MigrationPlan plan = situation.plan();
    plan.findings().forEach(report::add);
    List<PlannedMigration> opaque =
        plan.pending().stream().filter(PlannedMigration::opaque).toList();
    for (PlannedMigration migration : opaque) {
      report.add(
          Finding.of(
              "unknown-forecast",
              Severity.WARNING,
              migration.script(),
              "what it locks is unknown: it is not SQL",
              "short timeouts and the stall watch hold for it all the same"));
    }
    report.fact("migrations", "%d pending of %d".formatted(plan.pending().size(), plan.known()));
  }
}
