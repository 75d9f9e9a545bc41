/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Old snapshots that concurrent commands wait for. Nobody waits behind such a command, so a query
 * that will end is only noted; a transaction that sits idle may never end.
 */
final class OldSnapshotsCheck implements Check {

  static final String RULE = "old-snapshot";

  private record Snapshot(
      int pid,
      String application,
      @Nullable String role,
      @Nullable String state,
      boolean idle,
      Duration age,
      boolean ageKnown) {
    String who() {
      return (application.isBlank() ? "pid " + pid : application)
          + (role == null ? "" : " (" + role + ")");
    }
  }

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
    List<Snapshot> old =
        situation
            .session()
            .all("old-snapshots.sql", OldSnapshotsCheck::read, situation.server().pid())
            .stream()
            .filter(
                snapshot ->
                    !snapshot.ageKnown()
                        || snapshot.age().compareTo(situation.settings().guard().longTransaction())
                            >= 0)
            .toList();
    if (old.isEmpty()) {
      return;
    }
    List<Snapshot> stuck =
        old.stream().filter(snapshot -> snapshot.idle() || !snapshot.ageKnown()).toList();
    Snapshot first = stuck.isEmpty() ? old.get(0) : stuck.get(0);
    for (Step step : waiting) {
      report.at(
          step,
          RULE,
          stuck.isEmpty() ? Severity.NOTE : Severity.HOLD,
          "it waits for %s, whatever they read: %s, %s%s"
              .formatted(
                  Amounts.count(old.size(), "old snapshot", "old snapshots"),
                  first.who(),
                  first.ageKnown()
                      ? String.valueOf(first.state()) + " for " + Amounts.time(first.age())
                      : "its age is hidden from this role",
                  old.size() == 1 ? "" : ", is one of them"),
          stuck.isEmpty()
              ? ""
              : "end that transaction:  SELECT pg_terminate_backend(" + first.pid() + ");");
    }
  }

  private static Snapshot read(java.sql.ResultSet row) throws SQLException {
    double age = row.getDouble("age_ms");
    boolean known = !row.wasNull();
    return new Snapshot(
        row.getInt("pid"),
        String.valueOf(row.getString("application")),
        row.getString("role"),
        row.getString("state"),
        row.getBoolean("idle"),
        Duration.ofMillis(Math.max(0, Math.round(age))),
        known);
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
