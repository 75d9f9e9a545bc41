/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.sql.LockMode;
import java.util.HashSet;
import java.util.Set;

/**
 * Tables that an autovacuum against wraparound is about to come for: that one yields to nobody. One
 * that is there already is found as a blocker.
 */
final class WraparoundCheck implements Check {

  static final String RULE = "wraparound-near";

  /** From this part of the age at which autovacuum begins. */
  private static final double NEAR = 0.95;

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) {
    Set<Long> told = new HashSet<>();
    for (Step step : situation.steps()) {
      for (var lock : step.forecast().locks()) {
        TableFacts table = situation.tables().get(lock.relation().oid());
        if (table == null
            || !lock.mode().conflictsWith(LockMode.SHARE_UPDATE_EXCLUSIVE)
            || !told.add(table.oid())) {
          continue;
        }
        Long age = table.transactions();
        if (age != null && age >= NEAR * table.transactionsAllowed()) {
          report.at(
              step,
              RULE,
              Severity.WARNING,
              "an autovacuum against wraparound, which yields to nobody, comes for %s soon: its oldest"
                      .formatted(table.qualifiedName())
                  + " transaction id is %s old, of %s"
                      .formatted(Amounts.number(age), Amounts.number(table.transactionsAllowed())),
              "VACUUM (FREEZE) %s;  before the migration".formatted(table.qualifiedName()));
        }
      }
    }
  }
}
