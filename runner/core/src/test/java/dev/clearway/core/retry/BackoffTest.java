/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Random random = new Random(42);

  @Test
  void theFirstPauseIsTheBase() {
    assertThat(new Backoff(Duration.ofSeconds(30)).next(Duration.ZERO, random))
        .isEqualTo(Backoff.BASE);
  }

  @Test
  void eachPauseIsBetweenTheBaseAndThreeTimesTheOneBeforeUpToTheCap() {
    Duration cap = Duration.ofSeconds(2);
    Backoff backoff = new Backoff(cap);
    Duration previous = Duration.ZERO;
    Set<Duration> pauses = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      Duration pause = backoff.next(previous, random);
      assertThat(pause).isBetween(Backoff.BASE, cap);
      if (!previous.isZero()) {
        assertThat(pause).isLessThanOrEqualTo(previous.multipliedBy(3));
      }
      pauses.add(pause);
      previous = pause;
    }
    assertThat(pauses).contains(cap).hasSizeGreaterThan(100);
  }

  @Test
  void aCapBelowTheBaseWins() {
    Duration cap = Duration.ofMillis(10);
    assertThat(new Backoff(cap).next(Duration.ZERO, random)).isEqualTo(cap);
    assertThat(new Backoff(cap).next(Duration.ofSeconds(5), random)).isEqualTo(cap);
  }
}
