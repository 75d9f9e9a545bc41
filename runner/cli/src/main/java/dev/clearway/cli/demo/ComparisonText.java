/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import dev.clearway.cli.demo.Comparison.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The comparison for people: a table, and below it the application's latency over time. */
public final class ComparisonText {

  private static final String ROW = "  %-12s  %12s  %13s  %12s  %10s\n";

  /** So that a line with its label stays within 80 characters. */
  private static final int MOST_COLUMNS = 64;

  private ComparisonText() {}

  /** Lines that end with a line feed, none longer than 80 characters. */
  public static String of(Comparison comparison, StripChart chart) {
    int longest =
        Math.max(
            comparison.plain().impact().columns().size(),
            comparison.clearway().impact().columns().size());
    int merged = Math.max(1, (longest + MOST_COLUMNS - 1) / MOST_COLUMNS);
    return head(comparison)
        + format(ROW, "", "longest wait", "waits > 20 ms", "sum of waits", "done after")
        + row("plain Flyway", comparison.plain())
        + row("Clearway", comparison.clearway())
        + format(
            "\n  latency of the application over time (each column %d ms, log scale)\n",
            merged * comparison.scene().column().toMillis())
        + strip("plain Flyway", comparison.plain(), chart, merged)
        + strip("Clearway", comparison.clearway(), chart, merged)
        + format("  %12s  %s\n", "", chart.legend());
  }

  private static String head(Comparison comparison) {
    Scene scene = comparison.scene();
    return format(
        """
        PostgreSQL %s, a table of %,d rows, %d sessions of 1-10 ms transactions, and
        one report that reads for %s. %s.

        """,
        comparison.server(),
        comparison.orders(),
        scene.sessions(),
        time(scene.report()),
        Shop.NEXT_SQL);
  }

  private static String row(String runner, Turn turn) {
    var impact = turn.impact();
    return format(
        ROW,
        runner,
        format("%,d ms", impact.longest().toMillis()),
        format("%,d", impact.waits()),
        time(impact.sumOfWaits()),
        time(turn.doneAfter()));
  }

  private static String strip(String runner, Turn turn, StripChart chart, int merged) {
    return format("  %-12s  %s\n", runner, chart.draw(merge(turn.impact().columns(), merged)));
  }

  /** Each {@code merged} neighbours become one column, the longest of them. */
  static List<Duration> merge(List<Duration> columns, int merged) {
    List<Duration> wide = new ArrayList<>();
    for (int i = 0; i < columns.size(); i += merged) {
      wide.add(Collections.max(columns.subList(i, Math.min(i + merged, columns.size()))));
    }
    return wide;
  }

  private static String time(Duration duration) {
    return duration.compareTo(Duration.ofSeconds(1)) < 0
        ? format("%d ms", duration.toMillis())
        : format("%,.1f s", duration.toMillis() / 1000.0);
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
