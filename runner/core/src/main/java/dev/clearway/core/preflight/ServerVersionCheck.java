/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

/** Whether Clearway knows how this server locks. */
final class ServerVersionCheck implements Check {

  static final String RULE = "server-version";

  /** The oldest whose catalog the queries fit. */
  private static final int OLDEST = 12;

  /** The forecast is measured on the versions from this one on. */
  private static final int MEASURED = 14;

  private static final int NEWEST = 18;

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) {
    judge(situation.server().major(), situation.server().version(), report);
  }

  static void judge(int major, String version, Report report) {
    report.fact("server", version);
    if (major < OLDEST) {
      report.general(
          RULE,
          Severity.ERROR,
          "PostgreSQL " + version + " is not supported",
          "Clearway works with PostgreSQL 14 to 18; use Flyway itself here, or upgrade the server");
    } else if (major < MEASURED) {
      report.general(
          RULE,
          Severity.WARNING,
          "PostgreSQL " + version + " gets no more fixes, and no forecast was measured on it",
          "upgrade the server to 14 or newer");
    } else if (major > NEWEST) {
      report.general(
          RULE,
          Severity.WARNING,
          "PostgreSQL " + version + " is newer than this Clearway: its locks may differ",
          "use a newer Clearway");
    }
  }
}
