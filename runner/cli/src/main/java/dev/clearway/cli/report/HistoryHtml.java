/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.history.History;
import dev.clearway.core.report.HtmlPage;
import dev.clearway.core.report.HtmlPage.Figure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * History as one HTML file that needs nothing else: no script at all, and its
 * Content-Security-Policy forbids any request. Each graph is a table with bars in it, so that it
 * reads the same without seeing it.
 */
public final class HistoryHtml {

  private final History history;
  private final HtmlPage page;
  private final String title;

  private HistoryHtml(History history, @Nullable String database) {
    this.history = history;
    this.title = "Migrations" + (database == null ? "" : " of " + database) + ": history";
    this.page = new HtmlPage(title, List.of());
  }

  /**
   * The page.
   *
   * @param database its name; null for all that have left records
   */
  public static String of(History history, @Nullable String database) {
    return new HistoryHtml(history, database).write(database);
  }

  private String write(@Nullable String database) {
    page.line("<header>\n<p class=\"kind\">What keeps coming back, over all recorded runs</p>");
    page.raw("<h1>").text(title).line("</h1>");
    List<String> summary = HistoryText.of(history, database, StandardCharsets.UTF_8);
    page.raw("<p class=\"quiet\">").text(summary.get(0)).line("</p>");
    if (!history.runs().isEmpty()) {
      page.figures(figures());
    }
    page.line("</header>\n<main>");
    if (!history.runs().isEmpty()) {
      culprits();
      migrations();
      tables();
      hours();
      weeks();
    }
    return page.line("</main>").end();
  }

  private List<Figure> figures() {
    History.Cost total = history.total();
    long gaveUp = history.ended(RunOutcome.CONTENTION.word());
    long failed = history.ended(RunOutcome.FAILED.word());
    return List.of(
        new Figure("plain", "Runs", String.valueOf(total.runs()), total.waiting() + " had to wait"),
        new Figure("plain", "Waited", Words.time(total.waited()), trend()),
        new Figure(
            "plain", "Attempts lost to locks", String.valueOf(total.lost()), "and rolled back"),
        new Figure(
            gaveUp + failed == 0 ? "good" : "bad",
            "Not applied",
            String.valueOf(gaveUp + failed),
            gaveUp + " gave up, " + failed + " failed"));
  }

  private String trend() {
    return history.trend() == History.Trend.UNKNOWN
        ? "in all"
        : "in all; " + history.trend().name().toLowerCase(Locale.ROOT);
  }

  private void culprits() {
    List<List<String>> rows = new ArrayList<>();
    for (History.Culprit one : history.culprits()) {
      rows.add(
          List.of(
              HistoryText.who(one),
              String.valueOf(one.runs()),
              Words.time(one.waited()),
              Words.time(one.oldest()),
              String.join(", ", one.relations()),
              "%02d h (%d of %d)".formatted(one.hour(), one.inThatHour(), one.runs()),
              one.chronic() ? "yes" : "no",
              dash(one.owner())));
    }
    table(
        "In the way",
        List.of(
            "application (role)",
            "runs",
            "waited",
            "oldest transaction",
            "on",
            "most runs at",
            "chronic",
            "ask"),
        rows);
  }

  private void migrations() {
    List<List<String>> rows = new ArrayList<>();
    for (History.Trouble one : history.migrations()) {
      rows.add(
          List.of(
              one.script(),
              HistoryText.verdict(one.verdict()),
              String.valueOf(one.runs()),
              String.valueOf(one.attempts()),
              String.valueOf(one.lost()),
              Words.time(one.waited()),
              one.suspect() == null ? "-" : HistoryText.who(one.suspect()),
              one.suspect() == null ? "-" : dash(one.suspect().owner())));
    }
    table(
        "Migrations that were not smooth",
        List.of(
            "script",
            "verdict",
            "runs",
            "attempts",
            "lost to locks",
            "waited",
            "most likely",
            "ask"),
        rows);
  }

  private void tables() {
    List<List<String>> rows = new ArrayList<>();
    for (History.Table one : history.tables()) {
      rows.add(
          List.of(
              one.relation(),
              String.valueOf(one.runs()),
              String.valueOf(one.migrations().size()),
              Words.time(one.waited()),
              one.chronic() ? "yes" : "no",
              dash(one.owner())));
    }
    table("Tables", List.of("table", "runs", "migrations", "waited", "chronic", "ask"), rows);
  }

  private void hours() {
    List<String> names = new ArrayList<>();
    for (int hour = 0; hour < history.hours().size(); hour++) {
      names.add("%02d h".formatted(hour));
    }
    bars("Waits by the hour in which the run began, " + history.zone(), names, history.hours());
  }

  private void weeks() {
    String trend =
        history.trend() == History.Trend.UNKNOWN
            ? ""
            : ": " + history.trend().name().toLowerCase(Locale.ROOT);
    bars(
        "Waits by week" + trend,
        history.weeks().stream().map(week -> week.monday().toString()).toList(),
        history.weeks().stream().map(History.Week::cost).toList());
  }

  private void table(String heading, List<String> columns, List<List<String>> rows) {
    if (!rows.isEmpty()) {
      page.line("<section>").raw("<h2>").text(heading).line("</h2>");
      page.table("bare", heading, columns, rows);
      page.line("</section>");
    }
  }

  /** A graph that reads the same without seeing it. */
  private void bars(String heading, List<String> names, List<History.Cost> costs) {
    long longest =
        costs.stream().map(History.Cost::waited).mapToLong(Duration::toMillis).max().orElse(0);
    if (longest == 0) {
      return;
    }
    page.line("<section>").raw("<h2>").text(heading).line("</h2>\n<div class=\"table bars\">");
    page.raw(
        "<table><thead><tr><th scope=\"col\">from</th><th scope=\"col\" class=\"n\">runs</th>");
    page.raw("<th scope=\"col\" class=\"n\">lost</th><th scope=\"col\" class=\"n\">waited</th>");
    page.line("<td></td></tr></thead><tbody>");
    for (int i = 0; i < names.size(); i++) {
      History.Cost cost = costs.get(i);
      page.raw("<tr><th scope=\"row\">").text(names.get(i));
      page.raw("</th><td class=\"n\">").text(String.valueOf(cost.runs()));
      page.raw("</td><td class=\"n\">").text(String.valueOf(cost.lost()));
      page.raw("</td><td class=\"n\">").text(Words.time(cost.waited()));
      page.raw(
          "</td><td><svg viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
      page.raw("<rect height=\"1\" width=\"");
      page.raw(String.valueOf(Math.round(cost.waited().toMillis() * 100.0 / longest)));
      page.line("\"/></svg></td></tr>");
    }
    page.line("</tbody></table>\n</div>\n</section>");
  }

  private static String dash(@Nullable String text) {
    return text == null ? "-" : text;
  }
}
