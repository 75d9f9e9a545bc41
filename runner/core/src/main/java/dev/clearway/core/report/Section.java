/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import static dev.clearway.core.preflight.Amounts.time;

import dev.clearway.core.report.IncidentReport.ActionItem;
import dev.clearway.core.report.IncidentReport.Impact;
import dev.clearway.core.report.IncidentReport.Moment;
import dev.clearway.core.report.IncidentReport.Node;
import dev.clearway.core.report.IncidentReport.Point;
import dev.clearway.core.report.IncidentReport.Share;
import dev.clearway.core.report.IncidentReport.Try;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A report as a document: the sections in their order, each of a few kinds of blocks. Whoever
 * writes a format knows the blocks only.
 */
record Section(String id, String title, List<Block> blocks) {

  Section {
    blocks = List.copyOf(blocks);
  }

  /** A piece of a section. */
  sealed interface Block {}

  /** Sentences, one after the other. */
  record Sentences(List<String> texts) implements Block {}

  /** One thing each. */
  record Items(List<String> texts) implements Block {}

  /** Things to do. */
  record Actions(List<ActionItem> items) implements Block {}

  /**
   * A table.
   *
   * @param moments whether a row is a moment: two times and a text
   */
  record Table(String caption, List<String> head, List<List<String>> rows, boolean moments)
      implements Block {
    Table(String caption, List<String> head, List<List<String>> rows) {
      this(caption, head, rows, false);
    }
  }

  record Tree(List<Node> roots) implements Block {}

  /**
   * A graph over time, with the table behind it.
   *
   * @param key which series of the data it shows
   */
  record Graph(String key, String title, String summary, Table table) implements Block {}

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private static final int MOST_ROWS = 60;

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  static String utc(Instant at) {
    return TIME.withZone(ZoneOffset.UTC).format(at);
  }

  /** To the second, UTC. */
  static String second(Instant at) {
    return SECOND.withZone(ZoneOffset.UTC).format(at);
  }

  /** Without the day, to the second, UTC. */
  static String clock(Instant at) {
    return second(at).substring(11);
  }

  /** All sections of {@code report}; the same ones for every report. */
  static List<Section> of(IncidentReport report) {
    return List.of(
        new Section("summary", "Summary", List.of(new Sentences(report.summary()))),
        new Section("impact", "Impact and scope", impact(report.impact())),
        new Section("trigger", "Trigger", List.of(new Sentences(report.trigger()))),
        new Section("resolution", "Resolution", List.of(new Sentences(report.resolution()))),
        new Section("timeline", "Timeline of events", List.of(timeline(report))),
        new Section(
            "root-cause",
            "Root cause",
            List.of(new Tree(report.rootCause()), new Items(report.rootCauseWords()))),
        new Section("went-well", "What went well", List.of(new Items(report.wentWell()))),
        new Section(
            "did-not-go-well", "What did not go well", List.of(new Items(report.didNotGoWell()))),
        new Section("action-items", "Action items", List.of(new Actions(report.actionItems()))),
        new Section(
            "if-we-have-time", "If we have time", List.of(new Items(report.ifWeHaveTime()))),
        new Section("data", "Data and analysis", data(report)));
  }

  private static List<Block> impact(Impact impact) {
    List<Block> blocks = new ArrayList<>();
    String budget =
        impact.budget() == null
            ? ""
            : " The stall budget of one attempt was "
                + time(impact.budget())
                + (impact.overBudget() ? ", which was passed." : ", which was kept.");
    blocks.add(
        new Sentences(
            List.of(
                impact.sessions() == 0
                    ? "No session was seen waiting because of the migrations." + budget
                    : "%s waited, %s: the longest wait was %s, all of them together %s.%s"
                        .formatted(
                            Phrases.count(impact.sessions(), "session"),
                            Phrases.count(impact.waits(), "wait"),
                            time(impact.longest()),
                            time(impact.total()),
                            budget),
                IncidentReport.BLANK + "which features, customers or countries that was.")));
    if (!impact.tables().isEmpty()) {
      blocks.add(shares("What was waited for", "table", impact.tables()));
      blocks.add(shares("Who waited", "application", impact.applications()));
    }
    return blocks;
  }

  private static Table shares(String caption, String name, List<Share> shares) {
    return new Table(
        caption,
        List.of(name, "sessions", "waits", "longest", "in all"),
        shares.stream()
            .map(
                share ->
                    List.of(
                        share.name(),
                        String.valueOf(share.sessions()),
                        String.valueOf(share.waits()),
                        time(share.longest()),
                        time(share.total())))
            .toList());
  }

  private static Table timeline(IncidentReport report) {
    List<Moment> moments = report.timeline();
    // the day stands above where it is one and the same
    boolean oneDay =
        days(moments, ZoneOffset.UTC).size() == 1
            && days(moments, ZoneOffset.UTC).equals(days(moments, report.zone()));
    DateTimeFormatter format = oneDay ? CLOCK : TIME;
    return new Table(
        oneDay ? "What happened on " + days(moments, report.zone()).get(0) : "What happened",
        List.of("UTC", "local (" + report.zone().getId() + ")", "event"),
        moments.stream()
            .map(
                moment ->
                    List.of(
                        format.withZone(ZoneOffset.UTC).format(moment.at()),
                        format.withZone(report.zone()).format(moment.at()),
                        moment.text()))
            .toList(),
        /* moments= */ true);
  }

  private static List<LocalDate> days(List<Moment> moments, ZoneId zone) {
    return moments.stream()
        .map(moment -> LocalDate.ofInstant(moment.at(), zone))
        .distinct()
        .toList();
  }

  private static List<Block> data(IncidentReport report) {
    List<Point> points = report.data().points();
    List<Block> blocks = new ArrayList<>();
    if (report.data().gaps()) {
      blocks.add(
          new Sentences(
              List.of(
                  "The record has gaps: of many samples the worst of each slice of time is shown, or"
                      + " the run was cut off.")));
    }
    int most = points.stream().mapToInt(Point::victims).max().orElse(0);
    Duration longest = points.stream().map(Point::longest).reduce(Duration.ZERO, Phrases::longer);
    blocks.add(
        new Graph(
            "victims",
            "Sessions that wait because of us",
            most == 0 ? "None at any time." : "At most " + most + " at the same time.",
            table("Sessions waiting", "sessions", points, p -> String.valueOf(p.victims()))));
    blocks.add(
        new Graph(
            "longest",
            "Longest wait so far, in milliseconds",
            "At most " + time(longest) + ".",
            table("Longest wait", "ms", points, p -> String.valueOf(p.longest().toMillis()))));
    blocks.add(
        new Graph(
            "locks",
            "Strong locks held, and our own wait for one",
            "Locks held: at most "
                + points.stream().mapToInt(Point::held).max().orElse(0)
                + "; longest wait of ours in the queue: "
                + time(points.stream().map(Point::queued).reduce(Duration.ZERO, Phrases::longer))
                + ".",
            locks(points)));
    blocks.add(
        new Graph(
            "attempts",
            "Attempts",
            Phrases.count(report.data().attempts().size(), "attempt") + ".",
            attempts(report)));
    return blocks;
  }

  private static Table table(
      String caption,
      String unit,
      List<Point> points,
      java.util.function.Function<Point, String> value) {
    return new Table(
        caption,
        List.of("UTC", unit),
        some(points).stream().map(p -> List.of(utc(p.at()), value.apply(p))).toList());
  }

  private static Table locks(List<Point> points) {
    return new Table(
        "Locks",
        List.of("UTC", "strong locks held", "queueing for, ms"),
        some(points).stream()
            .map(
                p ->
                    List.of(
                        utc(p.at()),
                        String.valueOf(p.held()),
                        String.valueOf(p.queued().toMillis())))
            .toList());
  }

  /** Not more than a person reads; of each slice the worst. */
  private static List<Point> some(List<Point> points) {
    int slice = points.size() / MOST_ROWS + 1;
    List<Point> some = new ArrayList<>();
    for (int from = 0; from < points.size(); from += slice) {
      some.add(
          points.subList(from, Math.min(points.size(), from + slice)).stream()
              .reduce((one, other) -> other.longest().compareTo(one.longest()) > 0 ? other : one)
              .orElseThrow());
    }
    return some;
  }

  private static Table attempts(IncidentReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (Try each : report.data().attempts()) {
      rows.add(
          List.of(
              each.unit(),
              String.valueOf(each.number()),
              utc(each.began()),
              utc(each.ended()),
              each.outcome() == null
                  ? "cut off"
                  : each.outcome().name().toLowerCase(Locale.ROOT)
                      + (each.sqlState() == null ? "" : " " + each.sqlState()),
              time(each.queued()),
              time(each.held()),
              String.valueOf(each.victims()),
              time(each.longest())));
    }
    return new Table(
        "Attempts",
        List.of(
            "script",
            "no.",
            "began (UTC)",
            "ended (UTC)",
            "outcome",
            "queued",
            "held",
            "victims",
            "longest wait"),
        rows);
  }
}
