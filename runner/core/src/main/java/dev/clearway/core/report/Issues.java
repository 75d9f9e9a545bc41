/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import dev.clearway.core.record.JsonText;
import dev.clearway.core.report.IncidentReport.ActionItem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A report's action items as trackers take them. Nothing is sent: see docs/report.md. */
public final class Issues {

  /** The trackers. */
  public enum Tracker {
    /** One object for {@code POST /rest/api/2/issue/bulk}. */
    JIRA,
    /** A line of JSON for each {@code POST /repos/OWNER/REPO/issues}. */
    GITHUB,
    /** A line of JSON for each {@code POST /projects/ID/issues}. */
    GITLAB,
    /** RFC 4180, with a head: the import of most trackers. */
    CSV
  }

  private Issues() {}

  /**
   * The text to send or to import; ends with a line feed unless it is empty.
   *
   * @param label what each issue is labelled with
   * @param project the key of Jira's project; the others do not need it
   */
  public static String of(IncidentReport report, Tracker tracker, String label, String project) {
    List<ActionItem> items = report.actionItems();
    if (items.isEmpty()) {
      return "";
    }
    return switch (tracker) {
      case JIRA -> JsonText.write(jira(report, label, project)) + "\n";
      case GITHUB ->
          lines(
              items,
              item ->
                  JsonReport.object(
                      "title", item.title(),
                      "body", markdown(report, item),
                      "labels", List.of(label)));
      case GITLAB ->
          lines(
              items,
              item ->
                  JsonReport.object(
                      "title", item.title(),
                      "description", markdown(report, item),
                      "labels", label));
      case CSV ->
          "title,description,labels\r\n"
              + items.stream()
                  .map(
                      item ->
                          cell(item.title())
                              + ","
                              + cell(plain(report, item))
                              + ","
                              + cell(label)
                              + "\r\n")
                  .collect(Collectors.joining());
    };
  }

  private static String lines(
      List<ActionItem> items, java.util.function.Function<ActionItem, Map<String, ?>> payload) {
    return items.stream()
        .map(item -> JsonText.write(payload.apply(item)) + "\n")
        .collect(Collectors.joining());
  }

  private static Map<String, ?> jira(IncidentReport report, String label, String project) {
    return JsonReport.object(
        "issueUpdates",
        report.actionItems().stream()
            .map(
                item ->
                    JsonReport.object(
                        "fields",
                        JsonReport.object(
                            "project", Map.of("key", project),
                            "issuetype", Map.of("name", "Task"),
                            "summary", item.title(),
                            "description", plain(report, item),
                            "labels", List.of(label))))
            .toList());
  }

  private static String plain(IncidentReport report, ActionItem item) {
    return item.text()
        + item.commands().stream().map(command -> "\n\n" + command).collect(Collectors.joining())
        + "\n\nFrom the incident report of run "
        + report.run()
        + ": "
        + report.title();
  }

  private static String markdown(IncidentReport report, ActionItem item) {
    return MarkdownReport.text(item.text())
        + item.commands().stream()
            .map(command -> "\n\n" + MarkdownReport.code(command))
            .collect(Collectors.joining())
        + "\n\nFrom the incident report of run `"
        + report.run()
        + "`: "
        + MarkdownReport.text(report.title());
  }

  /** Quoted, and no formula to a spreadsheet. */
  private static String cell(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }
}
