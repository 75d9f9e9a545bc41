/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.JsonText;
import dev.clearway.core.report.IncidentReport.Impact;
import dev.clearway.core.report.IncidentReport.Node;
import dev.clearway.core.report.IncidentReport.Point;
import dev.clearway.core.report.IncidentReport.Share;
import dev.clearway.core.report.IncidentReport.Try;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as {@code docs/schema/report-1.json} describes it. */
public final class JsonReport {

  private JsonReport() {}

  /** The whole report, on one line. */
  public static String of(IncidentReport report) {
    return JsonText.write(json(report));
  }

  private static Map<String, ?> json(IncidentReport report) {
    return object(
        "schemaVersion", 1,
        "command", "report",
        "run", report.run(),
        "title", report.title(),
        "outcome", report.outcome(),
        "began", report.began().toString(),
        "ended", report.ended().toString(),
        "database", database(report.database()),
        "summary", report.summary(),
        "impact", impact(report.impact()),
        "trigger", report.trigger(),
        "resolution", report.resolution(),
        "timeline",
            report.timeline().stream()
                .map(
                    m ->
                        object(
                            "at", m.at().toString(),
                            "local", m.at().atZone(report.zone()).toOffsetDateTime().toString(),
                            "text", m.text()))
                .toList(),
        "rootCause",
            object(
                "tree", report.rootCause().stream().map(JsonReport::node).toList(),
                "text", report.rootCauseWords()),
        "wentWell", report.wentWell(),
        "didNotGoWell", report.didNotGoWell(),
        "actionItems",
            report.actionItems().stream()
                .map(
                    i ->
                        object(
                            "id", i.id(),
                            "title", i.title(),
                            "text", i.text(),
                            "commands", i.commands()))
                .toList(),
        "ifWeHaveTime", report.ifWeHaveTime(),
        "data", data(report));
  }

  /** The series of the graphs, and the attempts. */
  static Map<String, ?> data(IncidentReport report) {
    return object(
        "gaps", report.data().gaps(),
        "points", report.data().points().stream().map(JsonReport::point).toList(),
        "attempts", report.data().attempts().stream().map(JsonReport::attempt).toList());
  }

  private static @Nullable Map<String, ?> database(@Nullable DatabaseFacts facts) {
    return facts == null ? null : object("name", facts.name(), "server", facts.server());
  }

  private static Map<String, ?> impact(Impact impact) {
    return object(
        "sessions", impact.sessions(),
        "waits", impact.waits(),
        "longestWaitMs", impact.longest().toMillis(),
        "totalWaitMs", impact.total().toMillis(),
        "stallBudgetMs", impact.budget() == null ? null : impact.budget().toMillis(),
        "tables", impact.tables().stream().map(JsonReport::share).toList(),
        "applications", impact.applications().stream().map(JsonReport::share).toList());
  }

  private static Map<String, ?> share(Share share) {
    return object(
        "name", share.name(),
        "sessions", share.sessions(),
        "waits", share.waits(),
        "longestWaitMs", share.longest().toMillis(),
        "totalWaitMs", share.total().toMillis());
  }

  private static Map<String, ?> node(Node node) {
    return object(
        "kind", node.kind(),
        "text", node.text(),
        "behind", node.behind().stream().map(JsonReport::node).toList());
  }

  private static Map<String, ?> point(Point point) {
    return object(
        "at", point.at().toString(),
        "victims", point.victims(),
        "longestWaitMs", point.longest().toMillis(),
        "locksHeld", point.held(),
        "queuedMs", point.queued().toMillis());
  }

  private static Map<String, ?> attempt(Try each) {
    return object(
        "script", each.unit(),
        "number", each.number(),
        "began", each.began().toString(),
        "ended", each.ended().toString(),
        "outcome", each.outcome() == null ? null : each.outcome().name().toLowerCase(Locale.ROOT),
        "sqlState", each.sqlState(),
        "queuedMs", each.queued().toMillis(),
        "heldMs", each.held().toMillis(),
        "victims", each.victims(),
        "longestVictimWaitMs", each.longest().toMillis());
  }

  static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object;
  }
}
