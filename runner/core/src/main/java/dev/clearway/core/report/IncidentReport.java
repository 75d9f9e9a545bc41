/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.FlightRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The draft of a blameless postmortem: what a flight record shows, in the sections that such
 * reports have. It names applications, roles and queries, never persons or addresses. What a
 * machine cannot know is a {@linkplain #BLANK blank}.
 *
 * @param run names the run
 * @param title one line
 * @param zone of the local times
 * @param outcome the run's, as JSON has it; {@code cut-off} where the runner was killed
 * @param summary sentences
 * @param trigger sentences
 * @param resolution sentences
 * @param rootCause the blocking chain: who was in the way, behind them the migration, behind that
 *     the application
 * @param rootCauseWords what the tree shows, in sentences
 */
public record IncidentReport(
    String run,
    String title,
    Instant began,
    Instant ended,
    ZoneId zone,
    @Nullable DatabaseFacts database,
    String outcome,
    List<String> summary,
    Impact impact,
    List<String> trigger,
    List<String> resolution,
    List<Moment> timeline,
    List<Node> rootCause,
    List<String> rootCauseWords,
    List<String> wentWell,
    List<String> didNotGoWell,
    List<ActionItem> actionItems,
    List<String> ifWeHaveTime,
    Data data) {

  /** What begins a text that a person has to fill in. */
  public static final String BLANK = "To fill in: ";

  public IncidentReport {
    summary = List.copyOf(summary);
    trigger = List.copyOf(trigger);
    resolution = List.copyOf(resolution);
    timeline = List.copyOf(timeline);
    rootCause = List.copyOf(rootCause);
    rootCauseWords = List.copyOf(rootCauseWords);
    wentWell = List.copyOf(wentWell);
    didNotGoWell = List.copyOf(didNotGoWell);
    actionItems = List.copyOf(actionItems);
    ifWeHaveTime = List.copyOf(ifWeHaveTime);
  }

  /** The draft for what {@code record} has, with local times of {@code zone}. */
  public static IncidentReport of(FlightRecord record, ZoneId zone) {
    return new Investigation(record, zone).report();
  }

  /**
   * What the application felt.
   *
   * @param sessions how many sessions waited, each counted once
   * @param waits how many waits were seen
   * @param longest of them
   * @param total of them
   * @param budget what one attempt was allowed; null where it is not recorded
   * @param tables what was waited for
   * @param applications who waited
   */
  public record Impact(
      int sessions,
      int waits,
      Duration longest,
      Duration total,
      @Nullable Duration budget,
      List<Share> tables,
      List<Share> applications) {
    public Impact {
      tables = List.copyOf(tables);
      applications = List.copyOf(applications);
    }

    /** Whether a wait was longer than allowed. */
    public boolean overBudget() {
      return budget != null && longest.compareTo(budget) > 0;
    }
  }

  /** A table's or an application's share in the waits. */
  public record Share(String name, int sessions, int waits, Duration longest, Duration total) {}

  /** Something that happened. */
  public record Moment(Instant at, String text) {}

  /**
   * A session, or several like ones, in the blocking chain.
   *
   * @param kind what sort of session it is, as JSON has it
   * @param who its name
   * @param what it did or wanted; may be empty
   * @param query its query, normalised; null where none is known
   */
  public record Node(
      String kind, String who, String what, @Nullable String query, List<Node> behind) {
    public Node {
      behind = List.copyOf(behind);
    }

    /** All of it, on one line. */
    public String text() {
      return who + (what.isEmpty() ? "" : ": " + what) + (query == null ? "" : "; query: " + query);
    }
  }

  /**
   * Something to do.
   *
   * @param id the rule that asks for it
   * @param title one line
   * @param text what exactly, and why
   * @param commands that do it, to copy
   */
  public record ActionItem(String id, String title, String text, List<String> commands) {
    public ActionItem {
      commands = List.copyOf(commands);
    }

    ActionItem(String id, String title, String text) {
      this(id, title, text, List.of());
    }
  }

  /**
   * What was measured.
   *
   * @param points over time, in order
   * @param attempts in order
   * @param gaps whether the record keeps fewer samples than were taken, or was cut off
   */
  public record Data(List<Point> points, List<Try> attempts, boolean gaps) {
    public Data {
      points = List.copyOf(points);
      attempts = List.copyOf(attempts);
    }
  }

  /**
   * One sample.
   *
   * @param victims sessions that waited because of us
   * @param longest of their waits so far
   * @param held strong locks that we had
   * @param queued how long we had waited for a lock ourselves; zero while we did not
   */
  public record Point(Instant at, int victims, Duration longest, int held, Duration queued) {}

  /** One attempt; {@code outcome} is null for one that was cut off. */
  public record Try(
      String unit,
      int number,
      Instant began,
      Instant ended,
      @Nullable AttemptOutcome outcome,
      @Nullable String sqlState,
      Duration queued,
      Duration held,
      int victims,
      Duration longest) {}
}
