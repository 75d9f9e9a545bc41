/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import static dev.clearway.cli.report.MigrateJson.object;

import dev.clearway.core.history.History;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** History as {@code docs/schema/history-1.json} describes it. */
public final class HistoryJson {

  private HistoryJson() {}

  /**
   * The object to print.
   *
   * @param database its name; null for all that have left records
   */
  public static Map<String, ?> of(History history, @Nullable String database) {
    Map<String, Object> json = MigrateJson.head("history", "done", 0);
    json.put("database", database);
    json.put("zone", history.zone().getId());
    json.put("from", history.runs().isEmpty() ? null : day(history, 0));
    json.put("to", history.runs().isEmpty() ? null : day(history, history.runs().size() - 1));
    json.put("total", cost(history.total()));
    json.put("gaveUp", history.ended("contention"));
    json.put("failed", history.ended("failed") + history.ended("cleanup"));
    json.put("trend", history.trend().name().toLowerCase(Locale.ROOT));
    json.put("inTheWay", history.culprits().stream().map(HistoryJson::culprit).toList());
    json.put("migrations", history.migrations().stream().map(HistoryJson::migration).toList());
    json.put("tables", history.tables().stream().map(HistoryJson::table).toList());
    List<Map<String, ?>> hours = new ArrayList<>();
    for (int hour = 0; hour < history.hours().size(); hour++) {
      Map<String, Object> one = object("hour", hour);
      one.putAll(cost(history.hours().get(hour)));
      hours.add(one);
    }
    json.put("hours", hours);
    List<Map<String, ?>> weeks = new ArrayList<>();
    for (History.Week week : history.weeks()) {
      Map<String, Object> one = object("monday", week.monday().toString());
      one.putAll(cost(week.cost()));
      weeks.add(one);
    }
    json.put("weeks", weeks);
    return json;
  }

  private static String day(History history, int run) {
    return LocalDate.ofInstant(history.runs().get(run).started(), history.zone()).toString();
  }

  private static Map<String, Object> cost(History.Cost cost) {
    return object(
        "runs", cost.runs(),
        "waiting", cost.waiting(),
        "lost", cost.lost(),
        "waitedMs", cost.waited().toMillis());
  }

  private static Map<String, ?> culprit(History.Culprit culprit) {
    return object(
        "application", culprit.name(),
        "role", culprit.role(),
        "kinds", culprit.kinds(),
        "runs", culprit.runs(),
        "migrations", culprit.migrations(),
        "relations", culprit.relations(),
        "waitedMs", culprit.waited().toMillis(),
        "oldestMs", culprit.oldest().toMillis(),
        "hour", culprit.hour(),
        "runsInThatHour", culprit.inThatHour(),
        "chronic", culprit.chronic(),
        "owner", culprit.owner());
  }

  private static Map<String, ?> migration(History.Trouble trouble) {
    History.Culprit suspect = trouble.suspect();
    return object(
        "version", trouble.version(),
        "script", trouble.script(),
        "verdict", trouble.verdict().word(),
        "runs", trouble.runs(),
        "attempts", trouble.attempts(),
        "lost", trouble.lost(),
        "waitedMs", trouble.waited().toMillis(),
        "suspect",
            suspect == null
                ? null
                : object(
                    "application", suspect.name(),
                    "role", suspect.role(),
                    "owner", suspect.owner()));
  }

  private static Map<String, ?> table(History.Table table) {
    return object(
        "relation", table.relation(),
        "runs", table.runs(),
        "migrations", table.migrations(),
        "waitedMs", table.waited().toMillis(),
        "chronic", table.chronic(),
        "owner", table.owner());
  }
}
