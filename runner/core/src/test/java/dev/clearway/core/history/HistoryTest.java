/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.history;

import static dev.clearway.core.history.Runs.blocker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.record.FlightRecord;
import dev.clearway.core.record.RunRecorder;
import dev.clearway.core.record.RunSummary;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many runs, written by the real recorder and read back. */
class HistoryTest {

  private static final Blocker REPORT = blocker("nightly_report", "app_ro", "public.orders", 60);
  private static final Blocker WORKER = blocker("worker", "app", "public.customers", 5);

  @TempDir Path folder;

  private Runs runs() {
    return new Runs(folder);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private History history(Runs runs) throws Exception {
    return History.of(runs.read(), ZoneOffset.UTC, Owners.NONE);
  }

  /** Three nights on which the report is in the way, and days on which nothing is. */
  private Runs nights() throws Exception {
    Runs runs = runs();
    runs.run("2026-10-05T12:00:00Z", "V1__a.sql", RunOutcome.DONE, 0, Duration.ZERO);
    runs.run("2026-10-06T02:10:00Z", "V2__b.sql", RunOutcome.CONTENTION, 2, seconds(60), REPORT);
    runs.run("2026-10-06T03:10:00Z", "V2__b.sql", RunOutcome.DONE, 1, seconds(20), REPORT, WORKER);
    runs.run("2026-10-14T02:20:00Z", "V3__c.sql", RunOutcome.DONE, 0, seconds(30), REPORT);
    runs.run("2026-10-15T12:00:00Z", "V4__d.sql", RunOutcome.FAILED, 0, Duration.ZERO);
    return runs;
  }

  @Test
  void whoKeepsComingBackIsOnTopAndChronic() throws Exception {
    List<History.Culprit> culprits = history(nights()).culprits();

    assertThat(culprits)
        .extracting(History.Culprit::name)
        .containsExactly("nightly_report", "worker");
    History.Culprit report = culprits.get(0);
    assertThat(report.role()).isEqualTo("app_ro");
    assertThat(report.runs()).isEqualTo(3);
    assertThat(report.migrations()).containsExactly("V2__b.sql", "V3__c.sql");
    assertThat(report.relations()).containsExactly("public.orders");
    assertThat(report.waited()).isBetween(seconds(110), seconds(111));
    assertThat(report.oldest()).isEqualTo(seconds(600));
    assertThat(report.hour()).isEqualTo(2);
    assertThat(report.inThatHour()).isEqualTo(2);
    assertThat(report.chronic()).isTrue();
    assertThat(culprits.get(1).chronic()).isFalse();
  }

  @Test
  void aFlakyLockIsToldFromARealFailure() throws Exception {
    Runs runs = nights();
    runs.run("2026-10-16T12:00:00Z", "V5__e.sql", RunOutcome.FAILED, 0, Duration.ZERO);
    runs.run("2026-10-16T13:00:00Z", "V5__e.sql", RunOutcome.DONE, 0, Duration.ZERO);
    runs.run("2026-10-17T12:00:00Z", "V6__f.sql", RunOutcome.CONTENTION, 1, seconds(9), WORKER);
    // the locks are what it meets first, and not what is wrong with it
    runs.run("2026-10-18T12:00:00Z", "V7__g.sql", RunOutcome.CONTENTION, 1, seconds(9), WORKER);
    runs.run("2026-10-18T13:00:00Z", "V7__g.sql", RunOutcome.FAILED, 0, Duration.ZERO);

    assertThat(history(runs).migrations())
        .extracting(History.Trouble::script, History.Trouble::verdict)
        .containsExactlyInAnyOrder(
            tuple("V2__b.sql", Verdict.FLAKY_LOCK),
            tuple("V3__c.sql", Verdict.FLAKY_LOCK),
            tuple("V4__d.sql", Verdict.FAILING),
            tuple("V5__e.sql", Verdict.CORRECTED),
            tuple("V6__f.sql", Verdict.BLOCKED),
            tuple("V7__g.sql", Verdict.FAILING));
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  @Test
  void aMigrationHasItsCostsAndItsSuspect() throws Exception {
    History.Trouble costliest = history(nights()).migrations().get(0);

    assertThat(costliest.script()).isEqualTo("V2__b.sql");
    assertThat(costliest.version()).isEqualTo("2");
    assertThat(costliest.runs()).isEqualTo(2);
    assertThat(costliest.attempts()).isEqualTo(4);
    assertThat(costliest.lost()).isEqualTo(3);
    assertThat(costliest.waited()).isBetween(seconds(80), seconds(81));
    assertThat(costliest.suspect()).isNotNull();
    assertThat(costliest.suspect().name()).isEqualTo("nightly_report");
  }

  @Test
  void tablesHoursAndWeeksAddUp() throws Exception {
    History history = history(nights());

    assertThat(history.tables())
        .extracting(History.Table::relation, History.Table::runs, History.Table::chronic)
        .containsExactly(tuple("public.orders", 3, true), tuple("public.customers", 1, false));
    assertThat(history.hours()).hasSize(24);
    assertThat(history.hours().get(2).waiting()).isEqualTo(2);
    assertThat(history.hours().get(12).runs()).isEqualTo(2);
    assertThat(history.hours().get(12).waited()).isZero();
    assertThat(history.weeks())
        .extracting(History.Week::monday)
        .containsExactly(LocalDate.parse("2026-10-05"), LocalDate.parse("2026-10-12"));
    assertThat(history.total().runs()).isEqualTo(5);
    assertThat(history.total().waiting()).isEqualTo(3);
    assertThat(history.total().lost()).isEqualTo(3);
    assertThat(history.ended("contention")).isEqualTo(1);
    assertThat(history.ended("failed")).isEqualTo(1);
    assertThat(history.trend()).isEqualTo(History.Trend.FALLING);
  }

  @Test
  void hoursAndWeeksAreThoseOfTheZone() throws Exception {
    Runs runs = runs();
    runs.run("2026-10-11T23:30:00Z", "V1__a.sql", RunOutcome.DONE, 1, seconds(5), WORKER);

    History history = History.of(runs.read(), ZoneId.of("Europe/Berlin"), Owners.NONE);

    assertThat(history.hours().get(1).lost()).isEqualTo(1);
    assertThat(history.weeks().get(0).monday()).isEqualTo(LocalDate.parse("2026-10-12"));
  }

  @Test
  void aYearOfRunsShowsItsTrend() throws Exception {
    Runs runs = runs();
    LocalDate monday = LocalDate.parse("2026-01-05");
    for (int week = 0; week < 40; week++) {
      runs.run(
          monday.plusWeeks(week) + "T04:00:00Z",
          "V%d__w.sql".formatted(week + 1),
          RunOutcome.DONE,
          1,
          seconds(week < 36 ? 10 : 60),
          REPORT);
    }

    History history = history(runs);

    assertThat(history.weeks()).hasSize(40);
    assertThat(history.trend()).isEqualTo(History.Trend.RISING);
    assertThat(history.culprits().get(0).runs()).isEqualTo(40);
    assertThat(history.migrations()).hasSize(40);
  }

  @Test
  void weeksWithoutRunsAreThereToo() throws Exception {
    Runs runs = runs();
    runs.run("2026-10-05T12:00:00Z", "V1__a.sql", RunOutcome.DONE, 0, Duration.ZERO);
    runs.run("2026-10-26T12:00:00Z", "V2__b.sql", RunOutcome.DONE, 0, Duration.ZERO);

    assertThat(history(runs).weeks()).hasSize(4);
    assertThat(history(runs).trend()).isEqualTo(History.Trend.UNKNOWN);
    assertThat(history(runs).migrations()).isEmpty();
  }

  @Test
  void aRunThatWasKilledCountsWithWhatItHadSeen() throws Exception {
    Runs runs = runs();
    runs.killed("2026-10-05T12:00:00Z", "V1__a.sql", seconds(40), REPORT);

    History history = history(runs);

    assertThat(history.runs().get(0).outcome()).isEqualTo(PastRun.KILLED);
    assertThat(history.culprits().get(0).waited()).isEqualTo(seconds(40));
    assertThat(history.migrations().get(0).verdict()).isEqualTo(Verdict.BLOCKED);
  }

  @Test
  void aRowOfTheTableSaysTheSameAsTheFile() throws Exception {
    PastRun file = nights().read().get(2);
    Path record = FlightRecord.runs(folder).get(2);
    FlightRecord flight = FlightRecord.read(record);
    RunSummary summary =
        new RunSummary(Clock.fixed(Instant.parse("2026-10-06T03:10:00Z"), ZoneOffset.UTC));
    RunRecorder recorder = new RunRecorder();
    flight.events().forEach(timed -> summary.on(timed.event()));
    flight.events().forEach(timed -> recorder.on(timed.event()));

    PastRun row =
        PastRun.ofRow(
            flight.run(),
            file.started(),
            "done",
            file.victims(),
            file.longestWait(),
            summary.json(flight.result().orElseThrow()));

    assertThat(row).usingRecursiveComparison().ignoringFields("database").isEqualTo(file);
    assertThat(recorder.felt().victims()).isEqualTo(file.victims());
  }

  @Test
  void whatIsNoSummaryIsRefused() {
    for (String wrong : List.of("[]", "{}", "{\"migrations\":[7]}", "nonsense")) {
      assertThatThrownBy(() -> PastRun.ofRow("r", Instant.EPOCH, "done", 0, Duration.ZERO, wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void ownersAreFoundByApplicationFirst() throws Exception {
    Owners owners =
        Owners.parse(
            "owners",
            List.of(
                "# who to ask",
                "",
                "application  *               Platform",
                "application  nightly_?eport  Reporting, #reports",
                "relation     public.orders*  Shop"));

    History history = History.of(nights().read(), ZoneOffset.UTC, owners);

    assertThat(history.culprits().get(0).owner()).isEqualTo("Reporting, #reports");
    assertThat(history.culprits().get(1).owner()).isEqualTo("Platform");
    assertThat(history.tables().get(0).owner()).isEqualTo("Shop");
    assertThat(history.tables().get(1).owner()).isNull();
    assertThat(owners.ofRelation("public.orders_2026")).isEqualTo("Shop");
    assertThat(owners.ofRelation("publicXorders")).isNull();
  }

  @Test
  void anApplicationThatNobodyOwnsIsAskedForWhereItsTableBelongs() throws Exception {
    Owners owners = Owners.parse("owners", List.of("relation public.* Shop"));

    assertThat(History.of(nights().read(), ZoneOffset.UTC, owners).culprits().get(0).owner())
        .isEqualTo("Shop");
  }

  @Test
  void whatIsNoOwnersFileIsRefusedWithItsLine() {
    assertThatThrownBy(
            () -> Owners.parse("owners", List.of("# ok", "aplication nightly Reporting")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("owners:2: ");
    assertThatThrownBy(() -> Owners.parse("owners", List.of("relation public.orders")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
