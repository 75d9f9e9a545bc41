/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.sql.SQLException;
import java.util.List;

/** Timeouts that the role or the database gives to each of its sessions. */
final class TimeoutSettingsCheck implements Check {

  static final String RULE = "timeout-set-elsewhere";

  private record Timeout(String name, String value, String owner) {}

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) throws SQLException {
    List<Timeout> timeouts =
        situation
            .session()
            .all(
                "timeout-settings.sql",
                row ->
                    new Timeout(
                        row.getString("name"), row.getString("value"), row.getString("owner")));
    for (Timeout timeout : timeouts) {
      boolean ours =
          timeout.name().equals("lock_timeout") || timeout.name().equals("statement_timeout");
      report.general(
          RULE,
          ours ? Severity.NOTE : Severity.WARNING,
          "%s has %s = %s".formatted(timeout.owner(), timeout.name(), timeout.value())
              + (ours
                  ? ": Clearway sets its own for each statement, other tools do not"
                  : ", which ends a migration that takes longer"),
          ours
              ? "nothing for Clearway; a CREATE INDEX CONCURRENTLY by hand would leave an invalid"
                  + " index"
              : "ALTER ROLE %s SET %s = 0;".formatted(situation.server().role(), timeout.name()));
    }
  }
}
