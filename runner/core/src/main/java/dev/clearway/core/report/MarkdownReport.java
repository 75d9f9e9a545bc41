/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import dev.clearway.core.report.IncidentReport.ActionItem;
import dev.clearway.core.report.IncidentReport.Node;
import dev.clearway.core.report.IncidentReport.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** A report as Markdown, which every tracker, wiki and review tool takes. */
public final class MarkdownReport {

  private static final int WIDTH = 72;
  private static final String STEPS = "▁▂▃▄▅▆▇█";

  private final StringBuilder out = new StringBuilder();
  private final IncidentReport report;

  private MarkdownReport(IncidentReport report) {
    this.report = report;
  }

  /** The whole report. */
  public static String of(IncidentReport report) {
    return new MarkdownReport(report).write();
  }

  private String write() {
    out.append("# ").append(text(report.title())).append("\n\n");
    out.append("Run `")
        .append(report.run())
        .append("`, outcome `")
        .append(report.outcome())
        .append(
            "`. A draft, made from the flight record: it blames nobody, and what is **to fill in** a")
        .append(" machine cannot know.\n");
    for (Section section : Section.of(report)) {
      out.append("\n## ").append(section.title()).append("\n");
      section.blocks().forEach(this::block);
    }
    return out.toString();
  }

  private void block(Section.Block block) {
    out.append('\n');
    if (block instanceof Section.Sentences sentences) {
      out.append(String.join(" ", sentences.texts().stream().map(this::sentence).toList()))
          .append('\n');
    } else if (block instanceof Section.Items items) {
      items.texts().forEach(text -> out.append("- ").append(sentence(text)).append('\n'));
    } else if (block instanceof Section.Actions actions) {
      if (actions.items().isEmpty()) {
        out.append("- [ ] ")
            .append(sentence(IncidentReport.BLANK + "what is to be done."))
            .append('\n');
      }
      for (ActionItem item : actions.items()) {
        out.append("- [ ] **").append(text(item.title())).append(".** ").append(text(item.text()));
        item.commands().forEach(command -> out.append(' ').append(code(command)));
        out.append('\n');
      }
    } else if (block instanceof Section.Table table) {
      table(table);
    } else if (block instanceof Section.Tree tree) {
      out.append("```text\n");
      tree.roots().forEach(root -> tree(root, "", ""));
      out.append("```\n");
    } else if (block instanceof Section.Graph graph) {
      graph(graph);
    }
  }

  private String sentence(String text) {
    return text.startsWith(IncidentReport.BLANK)
        ? "**"
            + IncidentReport.BLANK.strip()
            + "** "
            + text(text.substring(IncidentReport.BLANK.length()))
        : text(text);
  }

  /** What the record has, as text and nothing else: no markup, link or HTML of others. */
  static String text(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.replaceAll("\\s+", " ").toCharArray()) {
      if ("\\`*_[]<>|#&!".indexOf(c) >= 0) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  /** A command, in backticks enough for those that it has. */
  static String code(String command) {
    String one = command.replaceAll("\\s+", " ").strip();
    return one.contains("`") ? "``` " + one.replace("```", "` ` `") + " ```" : "`" + one + "`";
  }

  private void table(Section.Table table) {
    if (table.moments()) {
      out.append("**").append(text(table.caption())).append("**\n\n");
    }
    out.append("| ")
        .append(String.join(" | ", table.head().stream().map(MarkdownReport::text).toList()));
    out.append(" |\n|").append("---|".repeat(table.head().size())).append('\n');
    for (List<String> row : table.rows()) {
      out.append("| ").append(String.join(" | ", row.stream().map(MarkdownReport::text).toList()));
      out.append(" |\n");
    }
  }

  private void tree(Node node, String first, String rest) {
    out.append(first).append(node.text().replaceAll("[\\s`]+", " ")).append('\n');
    for (int i = 0; i < node.behind().size(); i++) {
      boolean last = i == node.behind().size() - 1;
      tree(node.behind().get(i), rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "));
    }
  }

  private void graph(Section.Graph graph) {
    out.append("**")
        .append(graph.title())
        .append(".** ")
        .append(text(graph.summary()))
        .append("\n\n");
    List<Point> points = report.data().points();
    List<String> lines = new ArrayList<>();
    switch (graph.key()) {
      case "victims" -> lines.add(line(points, Point::victims));
      case "longest" -> lines.add(line(points, p -> p.longest().toMillis()));
      case "locks" -> {
        lines.add(line(points, Point::held) + "  held");
        lines.add(line(points, p -> p.queued().toMillis()) + "  queueing");
      }
      default -> {
        table(graph.table());
        return;
      }
    }
    out.append("```text\n");
    lines.forEach(line -> out.append(line).append('\n'));
    out.append("```\n");
  }

  /** The series over the run's time: each column is a slice of it, as high as its highest value. */
  private String line(List<Point> points, ToLongFunction<Point> value) {
    long from = report.began().toEpochMilli();
    long length = Math.max(1, report.ended().toEpochMilli() - from);
    long[] columns = new long[WIDTH];
    long highest = 1;
    for (Point point : points) {
      int column =
          (int)
              Math.min(WIDTH - 1, Math.max(0, (point.at().toEpochMilli() - from) * WIDTH / length));
      columns[column] = Math.max(columns[column], value.applyAsLong(point));
      highest = Math.max(highest, columns[column]);
    }
    StringBuilder line = new StringBuilder();
    for (long column : columns) {
      line.append(
          column == 0
              ? STEPS.charAt(0)
              : STEPS.charAt((int) Math.min(7, 1 + column * 7 / (highest + 1))));
    }
    return line.toString();
  }
}
