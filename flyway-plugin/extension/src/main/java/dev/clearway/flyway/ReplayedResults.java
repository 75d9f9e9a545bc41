/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.api.output.MigrateOutput;
import org.flywaydb.core.api.output.MigrateResult;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Flyway's result free of rows from attempts that were rolled back: Flyway adds a row for
 * each migration of a group as it runs, and a replay of the group adds it again. The result is only
 * to be had from the exception of a failed attempt, which is also the only time it needs mending.
 */
final class ReplayedResults {

  private @Nullable List<MigrateOutput> rows;
  private int attempts;

  void attemptBegins() {
    attempts++;
  }

  void attemptFailed(@Nullable MigrateResult result) {
    if (result != null) {
      rows = result.migrations;
    }
  }

  /** Of the rows for one migration the last is of the attempt that counts. */
  void forgetReplays() {
    List<MigrateOutput> all = rows;
    if (all == null || attempts < 2) {
      return;
    }
    Set<List<@Nullable String>> seen = new HashSet<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      MigrateOutput row = all.get(i);
      if (!seen.add(List.of(row.category, row.version, row.description, row.filepath))) {
        all.remove(i);
      }
    }
  }
}
