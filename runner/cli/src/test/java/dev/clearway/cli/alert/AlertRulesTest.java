/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import static dev.clearway.cli.alert.Samples.V20;
import static dev.clearway.cli.alert.Samples.alert;
import static dev.clearway.cli.alert.Samples.at;
import static dev.clearway.cli.alert.Samples.awaited;
import static dev.clearway.cli.alert.Samples.budgetSpent;
import static dev.clearway.cli.alert.Samples.done;
import static dev.clearway.cli.alert.Samples.failed;
import static dev.clearway.cli.alert.Samples.gaveUp;
import static dev.clearway.cli.alert.Samples.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.report.Redactor;
import dev.clearway.core.config.AlertKind;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.Felt;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunResult;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which events are alerts, and that no alert has data in it. */
class AlertRulesTest {

  private final AlertRules rules = Samples.rules();

  @Test
  void aWaitIsAnAlertOnceItIsLongEnoughAndThenNoMore() {
    rules.hear(started());
    assertThat(rules.hear(awaited(5))).isEmpty();
    assertThat(rules.hear(awaited(59))).isEmpty();

    Alert alert = rules.hear(awaited(62)).orElseThrow();

    assertThat(alert.kind()).isEqualTo(AlertKind.BLOCKED);
    assertThat(alert.title())
        .isEqualTo("V20 has waited 1 min 2 s for nightly_report (app_ro) from 10.2.0.7");
    assertThat(alert.migration()).isEqualTo(V20);
    assertThat(alert.inTheWay()).containsExactly(Samples.NIGHTLY_REPORT);
    assertThat(alert.id()).isEqualTo("2026-11-21T00-41-07.250Z-3f9c/1");
    assertThat(rules.hear(awaited(120))).isEmpty();
  }

  @Test
  void attemptsThatGaveWayAndPausesCountAsOneWait() {
    rules.hear(started());
    rules.hear(at(10, new RunEvent.AttemptFinished(V20.script(), Samples.contended())));
    assertThat(rules.hear(at(11, new RunEvent.BackingOff(V20.script(), 2, Duration.ofSeconds(30)))))
        .isEmpty();

    Alert alert =
        rules
            .hear(at(75, new RunEvent.BackingOff(V20.script(), 3, Duration.ofSeconds(30))))
            .orElseThrow();

    assertThat(alert.title()).startsWith("V20 has waited 1 min 5 s for nightly_report");
    assertThat(alert.felt()).isEqualTo(new Felt(3, Duration.ofMillis(52)));
  }

  @Test
  void theTimeForWhichItCouldRunIsNoWait() {
    rules.hear(started());
    rules.hear(awaited(50));
    rules.hear(at(50, new RunEvent.ClearanceGiven(V20.script(), 1, Duration.ofSeconds(50))));
    assertThat(rules.hear(again(355, 5))).isEmpty();

    assertThat(rules.hear(again(365, 15)).orElseThrow().title())
        .startsWith("V20 has waited 1 min 5 s for nightly_report");
  }

  private static dev.clearway.core.record.TimedEvent again(long seconds, long waited) {
    return at(
        seconds,
        new RunEvent.ClearanceAwaited(
            V20.script(),
            2,
            List.of("public.orders"),
            List.of(Samples.NIGHTLY_REPORT),
            Duration.ofSeconds(waited)));
  }

  @Test
  void aBuildThatWaitsCountsFromWhereItBeganToWait() {
    rules.hear(started());
    assertThat(rules.hear(build(5, 77))).isEmpty();
    assertThat(rules.hear(build(50, 0))).isEmpty();
    assertThat(rules.hear(build(60, 77))).isEmpty();
    assertThat(rules.hear(build(119, 77))).isEmpty();
    assertThat(rules.hear(build(120, 77))).isPresent();
  }

  private static dev.clearway.core.record.TimedEvent build(long seconds, int waitsFor) {
    return at(
        seconds,
        new RunEvent.BuildProgress(
            V20.script(), "building", 1, 2, waitsFor, Duration.ofSeconds(seconds)));
  }

  @Test
  void aSpentBudgetIsAnAlertOncePerMigration() {
    rules.hear(started());

    Alert alert = rules.hear(budgetSpent(3)).orElseThrow();

    assertThat(alert.title())
        .isEqualTo("V20 spent its stall budget: 3 sessions waited because of it, for 2.0 s");
    assertThat(rules.hear(budgetSpent(9))).isEmpty();
  }

  @Test
  void theEndIsAnAlertAsItsOutcomeSays() {
    assertThat(alert(started(), gaveUp(600)).title()).isEqualTo("Gave up on V20 on shop");
    assertThat(alert(started(), gaveUp(600)).outcome()).isEqualTo(RunOutcome.CONTENTION);
    assertThat(alert(started(), gaveUp(600)).inTheWay()).containsExactly(Samples.NIGHTLY_REPORT);
    assertThat(alert(started(), failed(1, "42703", "no column")).title())
        .isEqualTo("Failed at V20 on shop");
    assertThat(alert(started(), done(41)).title()).isEqualTo("Done: 1 migration on shop");
    assertThat(alert(started(), done(41)).link()).isEqualTo("https://ci.example.com/job/7");
  }

  @Test
  void aRunWithNothingToDoIsNone() {
    assertThat(
            rules.hear(
                at(
                    1,
                    new RunEvent.RunFinished(
                        new RunResult(
                            RunOutcome.DONE,
                            Samples.SHOP,
                            List.of(),
                            new Felt(0, Duration.ZERO),
                            null)))))
        .isEmpty();
  }

  @Test
  void onlyWhatWasAskedForIsAnAlert() {
    AlertRules few =
        new AlertRules(
            Samples.RUN,
            EnumSet.of(AlertKind.FAILED),
            Duration.ofMinutes(1),
            null,
            new Redactor(List.of()));
    assertThat(few.hear(awaited(120))).isEmpty();
    assertThat(few.hear(budgetSpent(120))).isEmpty();
    assertThat(few.hear(gaveUp(120))).isEmpty();
    assertThat(few.hear(done(120))).isEmpty();
    assertThat(few.hear(failed(120, "42703", "no column"))).isPresent();
  }

  @Test
  void dataAndPasswordsStayOut() {
    List<Alert> alerts =
        List.of(
            alert(started(), failed(1, "22P02", "invalid input for integer: \"4111-1111\"")),
            alert(started(), failed(1, "P0001", "customer 'Erika Mustermann' is broke")),
            alert(started(), failed(1, "42601", "syntax error at or near \"'hunter2'\"")),
            alert(
                started(),
                failed(1, "08001", "no way to postgresql://app:s3cret@db1/shop?password=s3cret")),
            alert(started(), gaveUp(600)));
    for (Alert alert : alerts) {
      assertThat(AlertJson.of(alert).toString() + SlackMessage.of(alert))
          .doesNotContain("4111", "Erika", "Mustermann", "erika@", "hunter2", "s3cret");
    }
    assertThat(alerts.get(0).text().get(0)).contains("invalid input for integer");
  }
}
