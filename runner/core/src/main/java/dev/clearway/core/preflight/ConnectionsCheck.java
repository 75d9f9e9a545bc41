/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.sql.SQLException;

/** Whether the run will get its connections. */
final class ConnectionsCheck implements Check {

  static final String RULE = "free-connections";

  /** The migration's own and the one that watches it. */
  private static final long NEEDED = 2;

  /** Fewer than so many besides are few. */
  private static final long SPARE = 3;

  private record Room(
      long allowed,
      long used,
      long roleLimit,
      long roleUsed,
      long databaseLimit,
      long databaseUsed) {

    long free() {
      long free = allowed - used;
      if (roleLimit >= 0) {
        free = Math.min(free, roleLimit - roleUsed);
      }
      if (databaseLimit >= 0) {
        free = Math.min(free, databaseLimit - databaseUsed);
      }
      return Math.max(0, free);
    }

    /** What is tightest. */
    String limit() {
      long free = free();
      if (roleLimit >= 0 && free == Math.max(0, roleLimit - roleUsed)) {
        return "the role's limit of " + roleLimit;
      }
      if (databaseLimit >= 0 && free == Math.max(0, databaseLimit - databaseUsed)) {
        return "the database's limit of " + databaseLimit;
      }
      return "the server's " + allowed;
    }
  }

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) throws SQLException {
    Room room =
        situation
            .session()
            .one(
                "connections.sql",
                row ->
                    new Room(
                        row.getLong("allowed"),
                        row.getLong("used"),
                        row.getLong("role_limit"),
                        row.getLong("role_used"),
                        row.getLong("database_limit"),
                        row.getLong("database_used")));
    // ours ends before the run begins
    long free = room.free() + 1;
    if (free < NEEDED) {
      report.general(
          RULE,
          Severity.HOLD,
          "%s free of %s, and the run needs %d".formatted(free, room.limit(), NEEDED),
          "wait until some end, or end idle ones");
    } else if (free < NEEDED + SPARE) {
      report.general(
          RULE,
          Severity.WARNING,
          "only %d connections are free of %s; the run needs %d"
              .formatted(free, room.limit(), NEEDED),
          "end idle ones, so that the application keeps some");
    }
    report.fact(
        "connections", "%d of %d free".formatted(Math.min(free, room.allowed()), room.allowed()));
  }
}
