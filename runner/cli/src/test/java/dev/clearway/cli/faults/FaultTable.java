/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import java.util.List;
import java.util.Locale;

/** What came of a campaign, one line for each kind of fault, as a table in Markdown. */
final class FaultTable {

  private static final String HEAD =
      "| what goes wrong | points | done without help | manual steps | lost | done twice"
          + " | otherwise different | stuck | invalid indexes left | sessions, locks or ledger rows left"
          + " | runs needed, mean and most |\n"
          + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";

  private FaultTable() {}

  static String of(List<PointResult> results) {
    StringBuilder table = new StringBuilder(HEAD);
    for (FaultKind kind : FaultKind.values()) {
      List<PointResult> some =
          results.stream().filter(r -> r.point().kind() == kind && r.felt()).toList();
      if (!some.isEmpty()) {
        table.append(row(kind.words(), some));
      }
    }
    return table
        .append(row("**all**", results.stream().filter(PointResult::felt).toList()))
        .toString();
  }

  private static String row(String words, List<PointResult> results) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.1f, %d |\n",
        words,
        results.size(),
        results.stream().filter(r -> r.good() && r.manualSteps() == 0).count(),
        results.stream().mapToInt(PointResult::manualSteps).sum(),
        results.stream().filter(r -> !r.isStuck() && !r.lost().isEmpty()).count(),
        results.stream().filter(r -> !r.isStuck() && !r.doubled().isEmpty()).count(),
        results.stream().filter(r -> !r.isStuck() && !r.different().isEmpty()).count(),
        results.stream().filter(PointResult::isStuck).count(),
        results.stream().mapToLong(PointResult::invalidIndexes).sum(),
        results.stream().mapToLong(r -> r.leftovers().size() - r.invalidIndexes()).sum(),
        results.stream().mapToInt(r -> r.exitCodes().size()).average().orElse(0),
        results.stream().mapToInt(r -> r.exitCodes().size()).max().orElse(0));
  }
}
