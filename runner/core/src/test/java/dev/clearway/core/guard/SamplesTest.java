/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.guard.GuardFixture.Background;
import dev.clearway.core.lock.StallSample;
import dev.clearway.core.lock.Victim;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.sql.LockMode;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the stall watch sees, and each statement's time, are told while they happen. */
@PostgresTest
@Timeout(60)
class SamplesTest {

  @Test
  void aVictimIsDescribedWithoutItsData(TestDatabase db) throws Exception {
    db.execute("CREATE TABLE t (id int); CREATE TABLE u (id int)");
    try (GuardFixture guard = new GuardFixture(db, "lockTimeout=20s", "stallBudget=20s")) {
      CountDownLatch seen = new CountDownLatch(2);
      guard.on(
          RunEvent.Sampled.class,
          event -> {
            if (!event.sample().victims().isEmpty()) {
              seen.countDown();
            }
          });
      Connection shop = guard.other("shop");
      List<Background<Boolean>> reads = new ArrayList<>();
      guard.beforeStatement(
          index -> {
            if (index == 1) {
              reads.add(
                  GuardFixture.background(
                      () -> {
                        try (Statement statement = shop.createStatement()) {
                          return statement.execute(
                              "SELECT 'hunter2' FROM t WHERE id = 4711 -- for Bob");
                        }
                      }));
              assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
            }
          });

      guard.run("ALTER TABLE t ADD COLUMN c int", "INSERT INTO u VALUES (4711)");

      assertThat(reads.get(0).get()).isTrue();
      List<StallSample> samples =
          guard.heard(RunEvent.Sampled.class).stream()
              .peek(event -> assertThat(event.unit()).isEqualTo(GuardFixture.SCRIPT))
              .map(RunEvent.Sampled::sample)
              .filter(sample -> !sample.victims().isEmpty())
              .toList();
      Victim victim = samples.get(0).victims().get(0);
      assertThat(victim.application()).isEqualTo("shop");
      assertThat(victim.user()).isEqualTo(db.user());
      assertThat(victim.mode()).isEqualTo(LockMode.ACCESS_SHARE);
      assertThat(victim.object()).isEqualTo("public.t");
      assertThat(victim.query()).isEqualTo("SELECT $1 FROM t WHERE id = $2");
      assertThat(samples.get(1).victims().get(0).waited()).isGreaterThan(victim.waited());
      assertThat(samples.get(0).held()).isPositive();
      assertThat(guard.heard(RunEvent.StatementFinished.class))
          .extracting(RunEvent.StatementFinished::statement)
          .containsExactly("ALTER TABLE t ADD COLUMN c int", "INSERT INTO u VALUES ($1)");
    }
  }

  @Test
  void ourOwnWaitIsToldWithWhoIsInTheWay(TestDatabase db) throws Exception {
    db.execute("CREATE TABLE t (id int)");
    try (GuardFixture guard = new GuardFixture(db, "lockTimeout=20s", "stallBudget=20s");
        LockHolder holder = LockHolder.in(db).application("report").hold("t", "ACCESS SHARE")) {
      guard.on(
          RunEvent.Sampled.class,
          event -> {
            if (event.sample().queue() != null) {
              holder.release();
            }
          });

      guard.run("DO $$ BEGIN EXECUTE concat('ALTER TABLE t ', 'ADD COLUMN c int'); END $$");

      StallSample sample =
          guard.heard(RunEvent.Sampled.class).stream()
              .map(RunEvent.Sampled::sample)
              .filter(s -> s.queue() != null)
              .findFirst()
              .orElseThrow();
      assertThat(sample.pid()).isEqualTo(guard.pid);
      assertThat(sample.queue().object()).isEqualTo("public.t");
      assertThat(sample.queue().mode()).isEqualTo(LockMode.ACCESS_EXCLUSIVE);
      assertThat(sample.blockers()).extracting(b -> b.application()).containsExactly("report");
    }
  }

  @Test
  void aSpentBudgetIsToldBeforeItsCancel(TestDatabase db) throws Exception {
    db.execute("CREATE TABLE t (id int)");
    try (GuardFixture guard =
        new GuardFixture(db, "lockTimeout=100ms", "stallBudget=200ms", "maxBackoff=50ms")) {
      Connection shop = guard.other("shop");
      // asked now: later the connection may be the reader's already
      int reader = TestDatabase.pid(shop);
      List<Background<Boolean>> reads = new ArrayList<>();
      guard.beforeStatement(
          index -> {
            if (index == 1 && reads.isEmpty()) {
              reads.add(
                  GuardFixture.background(
                      () -> {
                        try (Statement statement = shop.createStatement()) {
                          return statement.execute("SELECT FROM t");
                        }
                      }));
              db.await().blockedBy(reader, guard.pid);
            }
          });
      CountDownLatch over = new CountDownLatch(1);
      guard.on(RunEvent.AttemptFinished.class, event -> over.countDown());

      guard.run(
          "ALTER TABLE t ADD COLUMN c int",
          "SELECT pg_sleep(60) WHERE NOT EXISTS (SELECT FROM pg_stat_activity"
              + " WHERE application_name = 'shop' AND state = 'idle')");

      List<RunEvent.BudgetSpent> spent = guard.heard(RunEvent.BudgetSpent.class);
      assertThat(spent).hasSize(1);
      assertThat(spent.get(0).victims()).isEqualTo(1);
      assertThat(spent.get(0).queueing()).isFalse();
      assertThat(spent.get(0).longestWait()).isGreaterThan(Duration.ofMillis(150));
      assertThat(guard.events.indexOf(spent.get(0)))
          .isLessThan(guard.events.indexOf(guard.heard(RunEvent.AttemptFinished.class).get(0)));
    }
  }
}
