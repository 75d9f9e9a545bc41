/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.sql.LockMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On a clock of its own: sessions whose transactions last as long as it pleases the test. */
class OutlookTest {

  private static final Duration CAP = Duration.ofSeconds(1);
  private static final int POLL = 20;

  private final Random random = new Random(8841);
  private final Outlook outlook = new Outlook();

  /** Eight sessions, one transaction after the other, none longer than {@code longest}. */
  private final class Application {
    private final int longest;
    private final long[] begin = new long[8];
    private final long[] end = new long[8];
    private long now;

    Application(int longest) {
      this.longest = longest;
      passed(2_000);
    }

    /** Lets so many milliseconds pass; who is through begins another one. */
    void passed(long millis) {
      now += millis;
      for (int i = 0; i < end.length; i++) {
        while (end[i] <= now) {
          begin[i] = end[i];
          end[i] += 1 + random.nextInt(longest);
        }
      }
    }

    List<Blocker> holders() {
      return IntStream.range(0, end.length)
          .mapToObj(i -> holder(i + "/" + begin[i], now - begin[i]))
          .toList();
    }

    /** For how long the others wait for the last one, if somebody queues now. */
    long cost() {
      long last = Arrays.stream(end).max().orElseThrow();
      return Arrays.stream(end).map(one -> last - one).sum();
    }

    Optional<Duration> look() {
      outlook.look(holders(), now * 1_000_000);
      return outlook.queueTime(holders(), CAP, now * 1_000_000);
    }
  }

  private static Blocker holder(String transaction, long age) {
    return new Blocker(
        1,
        transaction,
        BlockerKind.SESSION,
        "shop",
        "app",
        null,
        "active",
        Duration.ofMillis(age),
        true,
        LockMode.ACCESS_SHARE,
        "public.orders",
        null);
  }

  @Test
  void choosesAMomentAtWhichQueueingOnceIsCheap() {
    long chosen = 0;
    long any = 0;
    int times = 200;
    Application application = new Application(600);
    for (int i = 0; i < times; i++) {
      any += application.cost();
      Optional<Duration> queueTime = application.look();
      int polls = 0;
      while (queueTime.isEmpty()) {
        assertThat(polls++).as("polls").isLessThan(60_000 / POLL);
        application.passed(POLL);
        queueTime = application.look();
      }
      assertThat(queueTime.get()).isBetween(Duration.ofMillis(200), CAP);
      assertThat(outlook.clears(application.holders(), queueTime.get())).isTrue();
      chosen += application.cost();
      application.passed(1_000);
    }

    assertThat((double) chosen / any).isLessThan(0.85);
  }

  @Test
  void ofWhatOutlastsAllThatWereSeenToEndNothingIsKnownButItsAge() {
    Application application = new Application(300);
    for (int i = 0; i < 300; i++) {
      application.look();
      application.passed(POLL);
    }

    assertThat(outlook.clears(List.of(holder("young", 10)), Duration.ofMillis(320))).isTrue();
    assertThat(outlook.clears(List.of(holder("young", 10)), Duration.ofMillis(150))).isFalse();
    assertThat(outlook.clears(List.of(holder("report", 900)), CAP)).isFalse();
    assertThat(outlook.clears(List.of(holder("young", 10), holder("report", 900)), CAP)).isFalse();
  }

  @Test
  void knowsNothingBeforeItHasSeenSomeEnd() {
    Application application = new Application(600);
    for (int i = 0; i < 4; i++) {
      assertThat(application.look()).isEmpty();
      assertThat(outlook.clears(application.holders(), CAP)).isFalse();
      application.passed(POLL);
    }
  }

  /** A transaction longer than anybody may be made to wait is waited for, not queued behind. */
  @Test
  void neverQueuesBehindTransactionsThatOutlastTheCap() {
    Application application = new Application(5_000);
    for (int i = 0; i < 3_000; i++) {
      assertThat(application.look()).isEmpty();
      application.passed(POLL);
    }
  }
}
