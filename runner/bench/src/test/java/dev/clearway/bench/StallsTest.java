/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.EmbeddedServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each scenario once and in half of its time: not for the figures, which a build machine is too
 * noisy for, but for the direction that they must have.
 */
class StallsTest {

  private static final Stalls STALLS = new Stalls(0.5);

  private static EmbeddedServer server;

  @BeforeAll
  static void start() throws Exception {
    server = Stalls.server();
    Contender.warmUp(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void reader() throws Exception {
    assertClearwayIsFeltLess(STALLS.reader(server));
  }

  @Test
  void waves() throws Exception {
    assertClearwayIsFeltLess(STALLS.waves(server));
  }

  @Test
  void idleInTransaction() throws Exception {
    assertClearwayIsFeltLess(STALLS.idle(server));
  }

  @Test
  void dump() throws Exception {
    assertClearwayIsFeltLess(STALLS.dump(server));
  }

  @Test
  void autovacuum() throws Exception {
    try (EmbeddedServer vacuuming = Stalls.vacuumingServer()) {
      assertClearwayIsFeltLess(STALLS.autovacuum(vacuuming));
    }
  }

  @Test
  void steadyTransactionsDoNotStarveIt() throws Exception {
    Stall steady = STALLS.steady(server);

    steady.measure(Contender.LOCK_TIMEOUT);
    steady.measure(Contender.CLEARWAY);

    assertThat(steady.median(Contender.CLEARWAY, Measure.DONE_AFTER))
        .isLessThan(Duration.ofSeconds(60));
    assertThat(steady.rows()).extracting(Row::lockTimeout).doesNotContain("");
  }

  private static void assertClearwayIsFeltLess(Stall stall) throws Exception {
    stall.measure(Contender.PLAIN);
    stall.measure(Contender.CLEARWAY);

    assertThat(stall.median(Contender.CLEARWAY, Measure.LONGEST_WAIT))
        .isLessThan(stall.median(Contender.PLAIN, Measure.LONGEST_WAIT));
    assertThat(stall.median(Contender.CLEARWAY, Measure.SUM_OF_WAITS))
        .isLessThan(stall.median(Contender.PLAIN, Measure.SUM_OF_WAITS));
  }
}
