/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import static dev.clearway.core.preflight.Amounts.time;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.JsonText;
import dev.clearway.core.report.HtmlPage.Figure;
import dev.clearway.core.report.IncidentReport.ActionItem;
import dev.clearway.core.report.IncidentReport.Impact;
import dev.clearway.core.report.IncidentReport.Node;
import java.time.Duration;
import java.util.List;

/**
 * A report as one HTML file that needs nothing else: style, script, data and the library that draws
 * the graphs are in it, and its Content-Security-Policy forbids any request. Without scripts the
 * tables behind the graphs say the same.
 */
public final class HtmlReport {

  private final IncidentReport report;
  private final String library = HtmlPage.resource(HtmlReport.class, "chart.umd.min.js");
  private final String script = HtmlPage.resource(HtmlReport.class, "report.js");
  private final HtmlPage page;

  private HtmlReport(IncidentReport report) {
    this.report = report;
    this.page = new HtmlPage(report.title(), List.of(library, script));
  }

  /** The whole report. */
  public static String of(IncidentReport report) {
    return new HtmlReport(report).write();
  }

  private String write() {
    List<Section> sections = Section.of(report);
    page.line("<a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n<header>");
    page.line("<p class=\"kind\">Incident report: a draft, made from the flight record</p>");
    page.raw("<h1>").text(report.title()).line("</h1>");
    head();
    page.figures(figures());
    page.line("<nav aria-label=\"Sections\"><ul>");
    for (Section section : sections) {
      page.raw("<li><a href=\"#").raw(section.id()).raw("\">").text(section.title());
      page.line("</a></li>");
    }
    page.line("</ul></nav>\n</header>\n<main>");
    for (Section section : sections) {
      page.raw("<section id=\"").raw(section.id()).line("\">");
      page.raw("<h2>").text(section.title()).line("</h2>");
      section.blocks().forEach(this::block);
      page.line("</section>");
    }
    page.line("</main>");
    page.line("<footer>It blames nobody: it names applications, roles and queries.</footer>");
    page.raw("<script type=\"application/json\" id=\"series\">");
    page.raw(JsonText.write(JsonReport.data(report))).line("</script>");
    page.raw("<script>").raw(library).line("</script>");
    page.raw("<script>").raw(script).line("</script>");
    return page.end();
  }

  private void head() {
    DatabaseFacts database = report.database();
    page.raw("<p class=\"quiet\">");
    if (database != null) {
      page.text("Database ").raw("<strong>").text(database.name()).raw("</strong>");
      page.text(", PostgreSQL " + database.server() + ". ");
    }
    page.text(Section.second(report.began()) + " to " + Section.clock(report.ended()) + " UTC. ");
    page.raw("Run <code>").text(report.run()).line("</code></p>");
    page.raw("<p>What a machine cannot know is <mark>to fill in</mark>.</p>\n");
  }

  private List<Figure> figures() {
    Impact impact = report.impact();
    Duration budget = impact.budget();
    boolean done = report.outcome().equals(RunOutcome.DONE.word());
    long lost =
        report.data().attempts().stream()
            .filter(each -> each.outcome() == AttemptOutcome.CONTENDED)
            .count();
    return List.of(
        new Figure(
            done ? "good" : "bad",
            "Outcome",
            report.outcome(),
            "after " + time(Duration.between(report.began(), report.ended()))),
        new Figure(
            impact.overBudget() ? "bad" : "good",
            "Longest wait",
            time(impact.longest()),
            budget == null
                ? "of an application session"
                : (impact.overBudget() ? "more than the " : "within the ")
                    + time(budget)
                    + " that were allowed"),
        new Figure(
            "plain",
            "Sessions that waited",
            String.valueOf(impact.sessions()),
            Phrases.count(impact.waits(), "wait") + ", " + time(impact.total()) + " in all"),
        new Figure(
            "plain",
            "Attempts",
            String.valueOf(report.data().attempts().size()),
            lost == 0 ? "none gave way" : lost + " gave way and were rolled back"));
  }

  private void sentence(String text) {
    if (text.startsWith(IncidentReport.BLANK)) {
      page.raw("<mark>").text(text).raw("</mark>");
    } else {
      page.text(text);
    }
  }

  private void block(Section.Block block) {
    if (block instanceof Section.Sentences sentences) {
      for (String text : sentences.texts()) {
        page.raw("<p>");
        sentence(text);
        page.line("</p>");
      }
    } else if (block instanceof Section.Items items) {
      page.line("<ul>");
      for (String text : items.texts()) {
        page.raw("<li>");
        sentence(text);
        page.line("</li>");
      }
      page.line("</ul>");
    } else if (block instanceof Section.Actions actions) {
      actions(actions.items());
    } else if (block instanceof Section.Table table) {
      table(table);
    } else if (block instanceof Section.Tree tree) {
      page.line("<ul class=\"tree\">");
      tree.roots().forEach(this::node);
      page.line("</ul>");
    } else if (block instanceof Section.Graph graph) {
      graph(graph);
    }
  }

  private void actions(List<ActionItem> items) {
    page.line("<ol class=\"actions\">");
    for (ActionItem item : items) {
      page.raw("<li><strong>").text(item.title()).raw(".</strong> ").text(item.text());
      for (String command : item.commands()) {
        page.raw("\n<code class=\"command\">").text(command).raw("</code>");
      }
      page.line("</li>");
    }
    if (items.isEmpty()) {
      page.raw("<li>");
      sentence(IncidentReport.BLANK + "what is to be done.");
      page.line("</li>");
    }
    page.line("</ol>");
  }

  private void node(Node node) {
    page.raw("<li class=\"").text(node.kind()).raw("\"><div class=\"node\"><strong>");
    page.text(node.who()).raw("</strong>");
    if (!node.what().isEmpty()) {
      page.raw(" <span>").text(node.what()).raw("</span>");
    }
    if (node.query() != null) {
      page.raw(" <code>").text(node.query()).raw("</code>");
    }
    page.raw("</div>");
    if (!node.behind().isEmpty()) {
      page.line("\n<ul>");
      node.behind().forEach(this::node);
      page.line("</ul>");
    }
    page.line("</li>");
  }

  private void table(Section.Table table) {
    page.table(table.moments() ? "moments" : "", table.caption(), table.head(), table.rows());
  }

  private void graph(Section.Graph graph) {
    page.raw("<figure>\n<figcaption><strong>").text(graph.title()).raw(".</strong> ");
    page.text(graph.summary()).raw("</figcaption>\n<div class=\"graph\"><canvas id=\"graph-");
    page.raw(graph.key()).raw("\" role=\"img\" aria-label=\"").text(graph.title());
    page.text(": " + graph.summary()).raw(" The table below has the figures.\"></canvas></div>\n");
    page.line("<details><summary>The figures</summary>");
    table(graph.table());
    page.line("</details>\n</figure>");
  }
}
