/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.history.History;
import dev.clearway.core.history.PastRun;
import dev.clearway.core.history.Verdict;
import java.nio.charset.Charset;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** History for people: the answer first, what costs most on top. */
public final class HistoryText {

  private static final int MOST = 10;
  private static final int MOST_WEEKS = 52;

  private HistoryText() {}

  /**
   * The lines.
   *
   * @param database its name; null for all that have left records
   */
  public static List<String> of(History history, @Nullable String database, Charset charset) {
    List<String> lines = new ArrayList<>();
    String of = database == null ? "" : " of " + database;
    if (history.runs().isEmpty()) {
      lines.add("No run" + of + " with anything to do is recorded.");
      return lines;
    }
    List<PastRun> runs = history.runs();
    History.Cost total = history.total();
    lines.add(
        "%s%s, %s to %s (%s)"
            .formatted(
                Words.count(runs.size(), "run"),
                of,
                day(history, runs.get(0)),
                day(history, runs.get(runs.size() - 1)),
                history.zone()));
    lines.add("  " + summary(history, total));
    culprits(history, lines);
    migrations(history, lines);
    tables(history, lines);
    if (!total.waited().isZero()) {
      lines.add("");
      lines.add("Waits by the hour in which the run began (" + history.zone() + ")");
      lines.add(
          "  00 "
              + Sparkline.of(history.hours().stream().map(History.Cost::waited).toList(), charset)
              + " 23");
      weeks(history, lines, charset);
    }
    return lines;
  }

  private static LocalDate day(History history, PastRun run) {
    return LocalDate.ofInstant(run.started(), history.zone());
  }

  private static String summary(History history, History.Cost total) {
    if (total.waiting() == 0) {
      return "none had to wait";
    }
    StringBuilder text = new StringBuilder();
    text.append(total.waiting())
        .append(" had to wait, ")
        .append(Words.time(total.waited()))
        .append(" in all; ")
        .append(Words.count(total.lost(), "attempt"))
        .append(" lost to locks; ")
        .append(history.ended("contention"))
        .append(" gave up, ")
        .append(history.ended("failed") + history.ended("cleanup"))
        .append(" failed");
    return text.toString();
  }

  private static void culprits(History history, List<String> lines) {
    if (history.culprits().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("In the way");
    for (History.Culprit culprit : first(history.culprits())) {
      lines.add(
          "  %s   %s, waited %s%s"
              .formatted(
                  who(culprit),
                  Words.count(culprit.runs(), "run"),
                  Words.time(culprit.waited()),
                  culprit.chronic() ? ", chronic" : ""));
      lines.addAll(Words.wrap("    on ", relations(culprit)));
      lines.add(
          "    oldest transaction %s; %s began at %02d h"
              .formatted(
                  Words.time(culprit.oldest()),
                  culprit.runs() == 1
                      ? "that run"
                      : culprit.inThatHour() + " of its " + culprit.runs() + " runs",
                  culprit.hour()));
      if (culprit.owner() != null) {
        lines.add("    ask " + culprit.owner());
      }
    }
    more(history.culprits(), lines);
  }

  private static String relations(History.Culprit culprit) {
    List<String> relations = culprit.relations();
    int shown = Math.min(3, relations.size());
    return String.join(", ", relations.subList(0, shown))
        + (relations.size() > shown ? " and " + (relations.size() - shown) + " more" : "");
  }

  private static void migrations(History history, List<String> lines) {
    if (history.migrations().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Migrations");
    for (History.Trouble trouble : first(history.migrations())) {
      lines.add("  " + trouble.script());
      lines.addAll(Words.wrap("    ", words(trouble)));
    }
    more(history.migrations(), lines);
  }

  /** What is to be thought of it, in a sentence. */
  static String words(History.Trouble trouble) {
    String suspect = trouble.suspect() == null ? "" : "; most likely " + who(trouble.suspect());
    String cost =
        "%s, %s, %d lost to locks, waited %s"
            .formatted(
                Words.count(trouble.runs(), "run"),
                Words.count(trouble.attempts(), "attempt"),
                trouble.lost(),
                Words.time(trouble.waited()));
    return switch (trouble.verdict()) {
      case FLAKY_LOCK -> "flaky lock, applied in the end: " + cost + suspect;
      case BLOCKED -> "blocked, not applied yet: " + cost + suspect;
      case CORRECTED -> "failed by itself, and was corrected: " + cost;
      case FAILING -> "real failure, to run it again does not help: " + cost;
      case SMOOTH -> cost;
    };
  }

  private static void tables(History history, List<String> lines) {
    if (history.tables().isEmpty()) {
      return;
    }
    lines.add("");
    Table table = new Table("Tables", "runs", "migrations", "waited", "", "ask");
    for (History.Table one : first(history.tables())) {
      table.row(
          "  " + one.relation(),
          String.valueOf(one.runs()),
          String.valueOf(one.migrations().size()),
          Words.time(one.waited()),
          one.chronic() ? "chronic" : "",
          one.owner() == null ? "" : one.owner());
    }
    List<String> rows = table.lines();
    lines.add(rows.get(0));
    lines.addAll(rows.subList(1, rows.size()));
    more(history.tables(), lines);
  }

  private static void weeks(History history, List<String> lines, Charset charset) {
    List<History.Week> weeks = history.weeks();
    List<History.Week> shown = weeks.subList(Math.max(0, weeks.size() - MOST_WEEKS), weeks.size());
    lines.add("");
    lines.add("Waits by week" + trend(history));
    lines.add(
        "  %s %s %s"
            .formatted(
                shown.get(0).monday(),
                Sparkline.of(shown.stream().map(week -> week.cost().waited()).toList(), charset),
                shown.get(shown.size() - 1).monday()));
  }

  private static String trend(History history) {
    return history.trend() == History.Trend.UNKNOWN
        ? ""
        : ", " + history.trend().name().toLowerCase(Locale.ROOT);
  }

  /** {@code nightly_report (app_ro)}. */
  static String who(History.Culprit culprit) {
    return culprit.name() + (culprit.role() == null ? "" : " (" + culprit.role() + ")");
  }

  /** {@code flaky lock}. */
  static String verdict(Verdict verdict) {
    return verdict.word().replace('-', ' ');
  }

  private static <T> List<T> first(List<T> all) {
    return all.subList(0, Math.min(MOST, all.size()));
  }

  private static void more(List<?> all, List<String> lines) {
    if (all.size() > MOST) {
      lines.add("  and " + (all.size() - MOST) + " more: --format json has them all");
    }
  }
}
