/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.lock.OldSnapshot;
import dev.clearway.core.lock.OldSnapshots;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.sql.SQLException;
import java.util.List;

/**
 * Old snapshots that concurrent commands wait for. Nobody waits behind such a command, so a query
 * that will end is only noted; a transaction that sits idle may never end.
 */
final class OldSnapshotsCheck implements Check {

  static final String RULE = "old-snapshot";

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) throws SQLException {
    List<Step> waiting = situation.steps().stream().filter(OldSnapshotsCheck::waits).toList();
    if (waiting.isEmpty()) {
      return;
    }
    List<OldSnapshot> old =
        OldSnapshots.find(situation.session().connection(), situation.server().pid()).stream()
            .filter(
                snapshot ->
                    snapshot.age() == null
                        || snapshot.age().compareTo(situation.settings().guard().longTransaction())
                            >= 0)
            .toList();
    if (old.isEmpty()) {
      return;
    }
    List<OldSnapshot> stuck =
        old.stream().filter(snapshot -> snapshot.idle() || snapshot.age() == null).toList();
    OldSnapshot first = stuck.isEmpty() ? old.get(0) : stuck.get(0);
    for (Step step : waiting) {
      report.at(
          step,
          RULE,
          stuck.isEmpty() ? Severity.NOTE : Severity.HOLD,
          "it waits for %s, whatever they read: %s, %s%s"
              .formatted(
                  Amounts.count(old.size(), "old snapshot", "old snapshots"),
                  who(first),
                  first.age() == null
                      ? "its age is hidden from this role"
                      : first.state() + " for " + Amounts.time(first.age()),
                  old.size() == 1 ? "" : ", is one of them"),
          stuck.isEmpty()
              ? ""
              : "end that transaction:  SELECT pg_terminate_backend(" + first.pid() + ");");
    }
  }

  private static String who(OldSnapshot snapshot) {
    return (snapshot.application().isBlank() ? "pid " + snapshot.pid() : snapshot.application())
        + (snapshot.user() == null ? "" : " (" + snapshot.user() + ")");
  }

  /** Whether PostgreSQL lets the statement wait for the snapshots of others. */
  static boolean waits(Step step) {
    SqlCommand command = step.command();
    if (command instanceof SqlCommand.Unparsed unparsed && unparsed.reading() != null) {
      command = unparsed.reading();
    }
    return (command instanceof SqlCommand.CreateIndex create && create.concurrently())
        || (command instanceof SqlCommand.Reindex reindex && reindex.concurrently());
  }

  /** Whether it waits for those who hold locks on its table, without queueing for one. */
  static boolean waitsForLockers(Step step) {
    SqlCommand command = step.command();
    return waits(step)
        || (command instanceof SqlCommand.Drop drop && drop.concurrently())
        || (command instanceof SqlCommand.AlterRelation alter
            && alter.actions().stream()
                .anyMatch(
                    action ->
                        action instanceof TableAction.DetachPartition detach
                            && detach.concurrently()));
  }
}
