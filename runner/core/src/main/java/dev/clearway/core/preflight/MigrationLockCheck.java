/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether another migration runs, or one that was lost still has its lock. */
final class MigrationLockCheck implements Check {

  static final String RULE = "other-migration";

  private record Holder(
      int pid,
      String application,
      @Nullable String role,
      @Nullable String client,
      @Nullable String state,
      @Nullable Duration since,
      boolean inTransaction) {}

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) throws SQLException {
    List<Holder> holders =
        situation
            .session()
            .all(
                "migration-lock.sql",
                row -> {
                  double millis = row.getDouble("since_ms");
                  return new Holder(
                      row.getInt("pid"),
                      row.getString("application"),
                      row.getString("role"),
                      row.getString("client"),
                      row.getString("state"),
                      millis == 0 ? null : Duration.ofMillis(Math.round(millis)),
                      row.getBoolean("in_transaction"));
                });
    for (Holder holder : holders) {
      String who =
          (holder.application().isBlank() ? "pid " + holder.pid() : holder.application())
              + (holder.role() == null ? "" : " (" + holder.role() + ")")
              + (holder.client() == null ? "" : " from " + holder.client());
      String since =
          holder.since() == null
              ? ", since when is hidden from this role"
              : holder.inTransaction()
                  ? ", in a transaction of " + Amounts.time(holder.since())
                  : ", connected for " + Amounts.time(holder.since());
      report.general(
          RULE,
          Severity.HOLD,
          "%s (pid %d) holds Flyway's lock%s%s"
              .formatted(
                  who, holder.pid(), holder.state() == null ? "" : ", " + holder.state(), since),
          "wait for that migration; if its runner is gone:  SELECT pg_terminate_backend(%d);"
              .formatted(holder.pid()));
    }
    report.fact("migration lock", holders.isEmpty() ? "free" : "taken");
  }
}
