/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.history.History;
import dev.clearway.core.sql.SqlResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * History as one HTML file that needs nothing else: no script at all, and its
 * Content-Security-Policy forbids any request. Each graph is a table with bars in it, so that it
 * reads the same without seeing it.
 */
public final class HistoryHtml {

  private final StringBuilder out = new StringBuilder();

  private HistoryHtml() {}

  /**
   * The page.
   *
   * @param database its name; null for all that have left records
   */
  public static String of(History history, @Nullable String database) {
    return new HistoryHtml().write(history, database);
  }

  private String write(History history, @Nullable String database) {
    String style = SqlResource.load(HistoryHtml.class, "history.css").replace("\r\n", "\n");
    String title = "Migrations" + (database == null ? "" : " of " + database) + ": history";
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ")
        .append(hash(style))
        .append("; base-uri 'none'; form-action 'none'\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .append(text(title))
        .append("</title>\n<style>")
        .append(style)
        .append("</style>\n</head>\n<body>\n<main>\n<h1>")
        .append(text(title))
        .append("</h1>\n");
    List<String> summary = HistoryText.of(history, database, StandardCharsets.UTF_8);
    paragraph(summary.get(0));
    if (!history.runs().isEmpty()) {
      paragraph(summary.get(1).strip());
      culprits(history);
      migrations(history);
      tables(history);
      hours(history);
      weeks(history);
    }
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private void paragraph(String words) {
    out.append("<p>").append(text(words)).append("</p>\n");
  }

  private void culprits(History history) {
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

  private void migrations(History history) {
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

  private void tables(History history) {
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

  private void hours(History history) {
    List<String> names = new ArrayList<>();
    for (int hour = 0; hour < history.hours().size(); hour++) {
      names.add("%02d h".formatted(hour));
    }
    bars("Waits by the hour in which the run began, " + history.zone(), names, history.hours());
  }

  private void weeks(History history) {
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
    if (rows.isEmpty()) {
      return;
    }
    head(heading, columns);
    for (List<String> row : rows) {
      out.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        out.append(i == 0 ? "<th scope=\"row\">" : "<td>")
            .append(text(row.get(i)))
            .append(i == 0 ? "</th>" : "</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private void head(String heading, List<String> columns) {
    out.append("<h2>").append(text(heading)).append("</h2>\n<div class=\"wide\" tabindex=\"0\">");
    out.append("<table><thead><tr>");
    columns.forEach(name -> out.append("<th scope=\"col\">").append(text(name)).append("</th>"));
    out.append("</tr></thead><tbody>\n");
  }

  private void bars(String heading, List<String> names, List<History.Cost> costs) {
    long longest =
        costs.stream().map(History.Cost::waited).mapToLong(Duration::toMillis).max().orElse(0);
    if (longest == 0) {
      return;
    }
    head(heading, List.of("from", "runs", "lost attempts", "waited", ""));
    for (int i = 0; i < names.size(); i++) {
      History.Cost cost = costs.get(i);
      long width = Math.round(cost.waited().toMillis() * 200.0 / longest);
      out.append("<tr><th scope=\"row\">").append(text(names.get(i))).append("</th><td>");
      out.append(cost.runs()).append("</td><td>").append(cost.lost()).append("</td><td>");
      out.append(text(Words.time(cost.waited()))).append("</td><td>");
      out.append("<svg width=\"200\" height=\"12\" aria-hidden=\"true\"><rect width=\"");
      out.append(width).append("\" height=\"12\"/></svg></td></tr>\n");
    }
    out.append("</tbody></table></div>\n");
  }

  private static String dash(@Nullable String text) {
    return text == null ? "-" : text;
  }

  private static String hash(String source) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
