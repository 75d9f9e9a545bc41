/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.cli.report.Redactor;
import dev.clearway.core.config.AlertKind;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.Felt;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.MigrationRecord;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.record.TimedEvent;
import dev.clearway.core.sql.LockMode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** A run that two channels' tests tell the same way. */
final class Samples {

  static final String RUN = "2026-11-21T00-41-07.250Z-3f9c";
  static final Instant START = Instant.parse("2026-11-21T00:41:07Z");
  static final DatabaseFacts SHOP = new DatabaseFacts("shop", "db1:5432", "17.11");
  static final MigrationName V20 =
      new MigrationName("20", "add orders customer fk", "V20__add_orders_customer_fk.sql");

  static final Blocker NIGHTLY_REPORT =
      new Blocker(
          4711,
          "3/17",
          BlockerKind.IDLE_IN_TRANSACTION,
          "nightly_report",
          "app_ro",
          "10.2.0.7",
          "idle in transaction",
          Duration.ofSeconds(312),
          true,
          LockMode.ACCESS_SHARE,
          "public.orders",
          "select $1 from orders where created_at > $2");

  private Samples() {}

  static TimedEvent at(long seconds, RunEvent event) {
    return new TimedEvent(START.plusSeconds(seconds), event);
  }

  static TimedEvent started() {
    return at(0, new RunEvent.RunStarted(RUN, SHOP, List.of(V20), 21));
  }

  static TimedEvent awaited(long seconds) {
    return at(
        seconds,
        new RunEvent.ClearanceAwaited(
            V20.script(),
            1,
            List.of("public.orders"),
            List.of(NIGHTLY_REPORT),
            Duration.ofSeconds(seconds)));
  }

  static TimedEvent budgetSpent(long seconds) {
    return at(seconds, new RunEvent.BudgetSpent(V20.script(), true, 3, Duration.ofMillis(2_004)));
  }

  static Attempt contended() {
    return new Attempt(
        1,
        AttemptOutcome.CONTENDED,
        "55P03",
        Duration.ofMillis(104),
        Duration.ZERO,
        3,
        Duration.ofMillis(52),
        List.of(NIGHTLY_REPORT));
  }

  static TimedEvent gaveUp(long seconds) {
    return at(
        seconds,
        new RunEvent.RunFinished(
            new RunResult(
                RunOutcome.CONTENTION,
                SHOP,
                List.of(
                    new MigrationRecord(
                        V20,
                        MigrationOutcome.CONTENDED,
                        List.of(contended()),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(550))),
                new Felt(3, Duration.ofMillis(52)),
                new RunFailure(
                    V20.script(),
                    3,
                    "ALTER TABLE orders ADD COLUMN note text DEFAULT 'card 4111-1111'",
                    "55P03",
                    "V20 could not get public.orders within 10 min",
                    null,
                    null,
                    null,
                    "Nothing of V20 is left behind.",
                    "run the same command again"))));
  }

  static TimedEvent failed(long seconds, String sqlState, String message) {
    return at(
        seconds,
        new RunEvent.RunFinished(
            new RunResult(
                RunOutcome.FAILED,
                SHOP,
                List.of(
                    new MigrationRecord(
                        V20,
                        MigrationOutcome.FAILED,
                        List.of(),
                        Duration.ofSeconds(1),
                        Duration.ZERO)),
                new Felt(0, Duration.ZERO),
                new RunFailure(
                    V20.script(),
                    3,
                    "insert into people values ('Erika Mustermann')",
                    sqlState,
                    message,
                    "Key (email)=(erika@example.com) already exists.",
                    "try 'hunter2'",
                    null,
                    "It is rolled back.",
                    "correct the script"))));
  }

  static TimedEvent done(long seconds) {
    return at(
        seconds,
        new RunEvent.RunFinished(
            new RunResult(
                RunOutcome.DONE,
                SHOP,
                List.of(
                    new MigrationRecord(
                        V20,
                        MigrationOutcome.APPLIED,
                        List.of(),
                        Duration.ofSeconds(41),
                        Duration.ZERO)),
                new Felt(0, Duration.ZERO),
                null)));
  }

  static AlertRules rules() {
    return new AlertRules(
        RUN,
        EnumSet.allOf(AlertKind.class),
        Duration.ofMinutes(1),
        "https://ci.example.com/job/7",
        new Redactor(List.of("s3cret")));
  }

  /** What the rules make of the last of these events. */
  static Alert alert(TimedEvent... events) {
    AlertRules rules = rules();
    Optional<Alert> last = Optional.empty();
    for (TimedEvent event : events) {
      last = rules.hear(event);
    }
    return last.orElseThrow();
  }
}
