/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import static dev.clearway.core.preflight.Amounts.time;
import static dev.clearway.core.report.IncidentReport.BLANK;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.lock.BlockerWords;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.report.IncidentReport.Impact;
import dev.clearway.core.report.Investigation.InTheWay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The sentences of a report: what an investigation has found, and what it leaves to people. */
final class Findings {

  private final Investigation seen;
  private final Impact impact;
  private final List<InTheWay> inTheWay;
  private final String unit;

  Findings(Investigation seen, Impact impact) {
    this.seen = seen;
    this.impact = impact;
    this.inTheWay = seen.inTheWay();
    this.unit = seen.name(seen.troubled());
  }

  private boolean ended(RunOutcome outcome) {
    return seen.result().map(result -> result.outcome() == outcome).orElse(false);
  }

  private long contended() {
    return seen.tries().stream().filter(t -> t.outcome() == AttemptOutcome.CONTENDED).count();
  }

  String title() {
    RunEvent.RunStarted started = seen.record.started();
    String where = started == null ? "" : " on " + started.database().name();
    if (seen.result().isEmpty()) {
      return "A migration run" + where + " was cut off";
    }
    if (ended(RunOutcome.CONTENTION)) {
      return unit + where + " could not get its locks";
    }
    if (impact.overBudget()) {
      return unit + where + " stalled the application for " + time(impact.longest());
    }
    return ended(RunOutcome.DONE)
        ? "A migration run" + where
        : "A migration run" + where + " ended with " + seen.result().orElseThrow().outcome().word();
  }

  List<String> summary() {
    List<String> text = new ArrayList<>();
    RunEvent.RunStarted started = seen.record.started();
    if (started != null) {
      DatabaseFacts database = started.database();
      text.add(
          "The run %s worked on the database %s (PostgreSQL %s) for %s."
              .formatted(
                  seen.record.run(),
                  database.name(),
                  database.server(),
                  time(Duration.between(seen.began(), seen.ended()))));
    }
    text.add(ending());
    text.add(
        impact.sessions() == 0
            ? "No query of the application was seen waiting because of it."
            : "%s of the application waited because of it, the longest for %s, %s in all."
                .formatted(
                    Phrases.count(impact.sessions(), "session"),
                    time(impact.longest()),
                    time(impact.total())));
    return text;
  }

  private String ending() {
    RunResult result = seen.result().orElse(null);
    if (result == null) {
      return "The record ends in the middle: the runner was killed, or its machine was lost. What was"
          + " under way was rolled back by the server, or committed as a whole.";
    }
    long applied =
        result.migrations().stream().filter(m -> m.outcome() == MigrationOutcome.APPLIED).count();
    String done = Phrases.count(applied, "migration") + " applied";
    RunFailure failure = result.failure();
    return failure == null
        ? "It ended well: " + done + "."
        : "It ended with %s, %s. %s".formatted(result.outcome().word(), done, failure.state());
  }

  List<String> trigger() {
    List<String> text = new ArrayList<>();
    if (inTheWay.isEmpty()) {
      text.add(
          impact.sessions() > 0
              ? unit + " held its own locks for longer than the application could do without them."
              : "Nothing was seen in the way of the migrations.");
    } else {
      List<String> wanted = seen.wanted();
      text.add(
          "%s asked for %s while %s."
              .formatted(
                  unit,
                  wanted.isEmpty() ? "its locks" : Phrases.list(wanted),
                  Phrases.list(
                      inTheWay.stream()
                          .map(
                              each ->
                                  Phrases.who(each.last)
                                      + " held "
                                      + each.last.mode().catalogName()
                                      + " on "
                                      + each.last.relation())
                          .toList())));
      if (impact.sessions() > 0) {
        text.add(
            "While a strong lock is waited for, PostgreSQL lets later requests that conflict with it"
                + " queue behind it, also those that the holder alone would not block.");
      }
    }
    text.add(BLANK + "what was deployed, and why at this time.");
    return text;
  }

  List<String> resolution() {
    List<String> text = new ArrayList<>();
    if (ended(RunOutcome.CONTENTION)) {
      text.add(
          unit
              + " was given up after "
              + Phrases.count(seen.tries().size(), "attempt")
              + " and rolled back; its locks were gone with that, and so was its effect on the"
              + " application.");
      text.add(
          BLANK + "who ended the transactions in the way, and when the deployment was repeated.");
    } else if (ended(RunOutcome.DONE)) {
      text.add(
          contended() == 0
              ? "The migrations are applied."
              : "The migrations are applied, after "
                  + Phrases.count(contended(), "attempt")
                  + " that gave way.");
    } else {
      seen.result()
          .map(RunResult::failure)
          .ifPresent(failure -> text.add(failure.state() + " Next: " + failure.next()));
      text.add(BLANK + "how it was resolved.");
    }
    return text;
  }

  List<String> rootCause() {
    List<String> text = new ArrayList<>();
    for (InTheWay each : inTheWay.stream().limit(5).toList()) {
      String meaning = BlockerWords.meaning(each.last.kind());
      text.add(
          Phrases.who(each.last)
              + (meaning.isEmpty() ? " is an ordinary session" : " " + article(meaning))
              + "; its transaction was "
              + (each.last.ageKnown() ? "" : "at least ")
              + time(each.last.age())
              + " old when it was last seen.");
    }
    if (inTheWay.isEmpty() && impact.sessions() > 0) {
      text.add(
          "Nobody else was in the way: the work itself took as long as the application waited.");
    }
    text.add(BLANK + "why these transactions were open for so long.");
    return text;
  }

  private static String article(String meaning) {
    return "(" + meaning + ")";
  }

  List<String> wentWell() {
    List<String> text = new ArrayList<>();
    if (impact.sessions() == 0) {
      text.add("The application was never made to wait.");
    } else if (impact.budget() != null && !impact.overBudget()) {
      text.add("No session waited longer than the stall budget of " + time(impact.budget()) + ".");
    }
    if (seen.budgetsSpent > 0) {
      text.add(
          "The stall watch cancelled the migration's own statement "
              + Phrases.count(seen.budgetsSpent, "time")
              + " when the budget was spent.");
    }
    Duration clear =
        seen.record.of(RunEvent.UnitFinished.class).stream()
            .map(RunEvent.UnitFinished::clearanceWait)
            .reduce(Duration.ZERO, Duration::plus);
    if (!clear.minusMillis(500).isNegative()) {
      text.add(time(clear) + " of waiting cost nobody anything: nothing was locked or queued for.");
    }
    if (contended() > 0) {
      text.add(
          (contended() == 1 ? "The one attempt" : "Each of the " + contended() + " attempts")
              + " that gave way was rolled back and has left nothing.");
    }
    if (seen.result().map(r -> r.failure() != null).orElse(false) && !ended(RunOutcome.CLEANUP)) {
      text.add("Nothing of the failing migration is left behind: the same step can be run again.");
    }
    text.add(BLANK + "what else went well.");
    return text;
  }

  List<String> didNotGoWell() {
    List<String> text = new ArrayList<>();
    if (impact.overBudget()) {
      text.add(
          "A session waited "
              + time(impact.longest())
              + ", longer than the stall budget of "
              + time(impact.budget() == null ? Duration.ZERO : impact.budget())
              + ".");
    } else if (impact.sessions() > 0) {
      text.add(
          Phrases.count(impact.waits(), "wait")
              + " of the application, "
              + time(impact.total())
              + " in all, were spent behind attempts of a migration.");
    }
    if (ended(RunOutcome.CONTENTION)) {
      text.add("The deployment could not be completed.");
    }
    for (InTheWay each : inTheWay.stream().limit(5).toList()) {
      if (each.last.kind() == BlockerKind.IDLE_IN_TRANSACTION) {
        text.add(
            Phrases.who(each.last)
                + " was idle in its transaction for "
                + time(each.last.age())
                + ", and nothing ended it.");
      } else if (each.last.kind() == BlockerKind.PREPARED_TRANSACTION) {
        text.add(
            Phrases.who(each.last)
                + " had been prepared "
                + time(each.last.age())
                + " before, and was neither committed nor rolled back.");
      }
    }
    if (inTheWay.stream().anyMatch(each -> !each.last.ageKnown())) {
      text.add("The role of the migration cannot see what other sessions do, and since when.");
    }
    if (seen.result().isEmpty()) {
      text.add("The runner did not live to the end of its run.");
    }
    text.add(BLANK + "how it was noticed, and how long that took.");
    return text;
  }

  List<String> ifWeHaveTime() {
    List<String> text = new ArrayList<>();
    text.add(
        "Let the pipeline ask  clearway preflight  before it deploys: it says HOLD while somebody is in"
            + " the way, before anything is locked.");
    if (inTheWay.stream().anyMatch(each -> each.last.kind() == BlockerKind.IDLE_IN_TRANSACTION)) {
      text.add("Alert on sessions that are idle in a transaction for more than a minute.");
    }
    if (inTheWay.stream().anyMatch(each -> each.last.kind() == BlockerKind.PREPARED_TRANSACTION)) {
      text.add("Alert on rows of pg_prepared_xacts that are older than a few minutes.");
    }
    text.add(
        "Run this migration against a copy of production under load, and look at this report of it.");
    text.add(BLANK + "what else would make the next one smaller.");
    return text;
  }
}
