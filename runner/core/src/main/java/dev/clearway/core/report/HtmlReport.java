/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import dev.clearway.core.record.JsonText;
import dev.clearway.core.report.IncidentReport.ActionItem;
import dev.clearway.core.report.IncidentReport.Node;
import dev.clearway.core.sql.SqlResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * A report as one HTML file that needs nothing else: style, script, data and the library that draws
 * the graphs are in it, and its Content-Security-Policy forbids any request. Without scripts the
 * tables behind the graphs say the same.
 */
public final class HtmlReport {

  private final StringBuilder out = new StringBuilder();
  private final IncidentReport report;

  private HtmlReport(IncidentReport report) {
    this.report = report;
  }

  /** The whole report. */
  public static String of(IncidentReport report) {
    return new HtmlReport(report).write();
  }

  private String write() {
    String style = resource("report.css");
    // a parser of HTML makes a line feed of each other line end before anything is hashed
    String library = resource("chart.umd.min.js");
    String script = resource("report.js");
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src ")
        .append(hash(library))
        .append(' ')
        .append(hash(script))
        .append("; style-src ")
        .append(hash(style))
        .append("; base-uri 'none'; form-action 'none'\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    out.append("<title>").append(text(report.title())).append("</title>\n");
    out.append("<style>").append(style).append("</style>\n</head>\n<body>\n");
    out.append("<a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n<header>\n");
    out.append("<p class=\"kind\">Incident report, a draft</p>\n<h1>").append(text(report.title()));
    out.append("</h1>\n<p>Run <code>")
        .append(text(report.run()))
        .append("</code>, outcome <strong>");
    out.append(text(report.outcome())).append("</strong>. ");
    out.append("It blames nobody; what is <mark>to fill in</mark> a machine cannot know.</p>\n");
    List<Section> sections = Section.of(report);
    out.append("<nav aria-label=\"Sections\"><ul>\n");
    for (Section section : sections) {
      out.append("<li><a href=\"#")
          .append(section.id())
          .append("\">")
          .append(text(section.title()));
      out.append("</a></li>\n");
    }
    out.append("</ul></nav>\n</header>\n<main>\n");
    for (Section section : sections) {
      out.append("<section id=\"").append(section.id()).append("\">\n<h2>");
      out.append(text(section.title())).append("</h2>\n");
      section.blocks().forEach(this::block);
      out.append("</section>\n");
    }
    out.append("</main>\n<script type=\"application/json\" id=\"series\">");
    out.append(JsonText.write(JsonReport.data(report))).append("</script>\n");
    out.append("<script>").append(library).append("</script>\n");
    out.append("<script>").append(script).append("</script>\n</body>\n</html>\n");
    return out.toString();
  }

  private static String resource(String name) {
    return SqlResource.load(HtmlReport.class, name).replace("\r\n", "\n");
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

  /** As text of HTML and of its attributes. */
  static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String sentence(String text) {
    return text.startsWith(IncidentReport.BLANK) ? "<mark>" + text(text) + "</mark>" : text(text);
  }

  private void block(Section.Block block) {
    if (block instanceof Section.Sentences sentences) {
      sentences.texts().forEach(text -> out.append("<p>").append(sentence(text)).append("</p>\n"));
    } else if (block instanceof Section.Items items) {
      out.append("<ul>\n");
      items.texts().forEach(text -> out.append("<li>").append(sentence(text)).append("</li>\n"));
      out.append("</ul>\n");
    } else if (block instanceof Section.Actions actions) {
      out.append("<ol class=\"actions\">\n");
      for (ActionItem item : actions.items()) {
        out.append("<li><strong>").append(text(item.title())).append(".</strong> ");
        out.append(text(item.text()))
            .append(" <code>")
            .append(text(item.id()))
            .append("</code></li>\n");
      }
      if (actions.items().isEmpty()) {
        out.append("<li>")
            .append(sentence(IncidentReport.BLANK + "what is to be done."))
            .append("</li>\n");
      }
      out.append("</ol>\n");
    } else if (block instanceof Section.Table table) {
      table(table);
    } else if (block instanceof Section.Tree tree) {
      out.append("<ul class=\"tree\">\n");
      tree.roots().forEach(this::node);
      out.append("</ul>\n");
    } else if (block instanceof Section.Graph graph) {
      graph(graph);
    }
  }

  private void node(Node node) {
    out.append("<li class=\"")
        .append(text(node.kind()))
        .append("\"><span>")
        .append(text(node.text()));
    out.append("</span>");
    if (!node.behind().isEmpty()) {
      out.append("\n<ul>\n");
      node.behind().forEach(this::node);
      out.append("</ul>\n");
    }
    out.append("</li>\n");
  }

  private void table(Section.Table table) {
    // a table wider than a phone scrolls by itself, with the keyboard too
    out.append("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"");
    out.append(text(table.caption()))
        .append("\">\n<table>\n<caption>")
        .append(text(table.caption()));
    out.append("</caption>\n<thead><tr>");
    table
        .head()
        .forEach(each -> out.append("<th scope=\"col\">").append(text(each)).append("</th>"));
    out.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      out.append("<tr>");
      row.forEach(each -> out.append("<td>").append(text(each)).append("</td>"));
      out.append("</tr>\n");
    }
    out.append("</tbody>\n</table>\n</div>\n");
  }

  private void graph(Section.Graph graph) {
    out.append("<figure>\n<figcaption><strong>").append(text(graph.title())).append(".</strong> ");
    out.append(text(graph.summary()))
        .append("</figcaption>\n<div class=\"graph\"><canvas id=\"graph-");
    out.append(graph.key()).append("\" role=\"img\" aria-label=\"").append(text(graph.title()));
    out.append(": ").append(text(graph.summary()));
    out.append(" The table below has the figures.\"></canvas></div>\n");
    out.append("<details><summary>The figures</summary>\n");
    table(graph.table());
    out.append("</details>\n</figure>\n");
  }
}
