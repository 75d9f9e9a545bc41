/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.forecast.RelationLock;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the server's lock table has room for a transaction that locks many partitions. */
final class LockTableCheck implements Check {

  static final String RULE = "lock-table";

  /** From this part of the table on it is worth a warning. */
  private static final double MUCH = 0.7;

  /**
   * The server's lock table.
   *
   * @param used entries, without what sessions keep in their fast path
   */
  record Room(long capacity, long used) {}

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) throws SQLException {
    Room room =
        situation
            .session()
            .one("lock-table.sql", row -> new Room(row.getLong("capacity"), row.getLong("used")));
    List<List<Step>> transactions =
        situation.plan().grouped() ? List.of(situation.steps()) : situation.byMigration().toList();
    for (List<Step> steps : transactions) {
      judge(steps, count(steps, situation), room, report);
    }
    report.fact(
        "lock table",
        "%s of %s in use".formatted(Amounts.number(room.used()), Amounts.number(room.capacity())));
  }

  static void judge(List<Step> steps, long needed, Room room, Report report) {
    if (steps.isEmpty()) {
      return;
    }
    String locks = "it takes about %s locks at once".formatted(Amounts.number(needed));
    String remedy =
        "lock fewer partitions in one transaction, or raise max_locks_per_transaction (needs a"
            + " restart)";
    Step first = steps.get(0);
    if (needed > room.capacity()) {
      report.at(
          first,
          RULE,
          Severity.ERROR,
          "%s, and the server's lock table is made for %s"
              .formatted(locks, Amounts.number(room.capacity())),
          remedy);
    } else if (needed + room.used() > room.capacity()) {
      report.at(
          first,
          RULE,
          Severity.HOLD,
          "%s; %s of the lock table's %s are in use"
              .formatted(locks, Amounts.number(room.used()), Amounts.number(room.capacity())),
          "try again when fewer locks are held, or " + remedy);
    } else if (needed + room.used() > MUCH * room.capacity() && needed > room.capacity() / 10) {
      report.at(
          first,
          RULE,
          Severity.WARNING,
          "%s; %s of the lock table's %s are in use"
              .formatted(locks, Amounts.number(room.used()), Amounts.number(room.capacity())),
          remedy);
    }
  }

  /** Each relation, its indexes, and where it stores large values, with an index of that. */
  private static long count(List<Step> steps, Situation situation) {
    Set<Long> counted = new HashSet<>();
    long locks = 0;
    for (Step step : steps) {
      for (RelationLock lock : step.forecast().locks()) {
        TableFacts table = situation.tables().get(lock.relation().oid());
        if (table != null && counted.add(table.oid())) {
          locks += 1 + table.indexes() + (table.toasted() && lock.rewrite() ? 2 : 0);
        }
      }
    }
    return locks;
  }
}
