/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import static dev.clearway.bench.Contender.CLEARWAY;
import static dev.clearway.bench.Contender.LOCK_TIMEOUT;
import static dev.clearway.bench.Contender.PLAIN;

import dev.clearway.cli.demo.Obstacle;
import dev.clearway.cli.demo.Stage;
import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.PostgresServer;
import java.time.Duration;
import java.util.List;

/**
 * The stall scenarios, with all times that are long in them multiplied by one factor: 1 for the
 * benchmark, less for a test.
 *
 * @param factor of the obstacles' times; the application's transactions stay as they are
 */
record Stalls(double factor) {

  private static final int SESSIONS = 8;

  private static final Target LONGEST_WAIT = Target.atMost(Duration.ofMillis(100));

  /** A server that vacuums only where a scenario asks for it, and then at once. */
  static EmbeddedServer server() {
    return EmbeddedServer.builder().setting("autovacuum", "off").start();
  }

  /** A server whose autovacuum looks for work every second. */
  static EmbeddedServer vacuumingServer() {
    return EmbeddedServer.builder().setting("autovacuum_naptime", "1s").start();
  }

  List<Scenario> on(PostgresServer server, PostgresServer vacuuming) {
    return List.of(
        reader(server),
        waves(server),
        idle(server),
        dump(server),
        autovacuum(vacuuming),
        steady(server));
  }

  Stall reader(PostgresServer server) {
    return new Stall(
            "reader",
            "one 3 s reader",
            server,
            stage(Obstacle.report(time(3_000))),
            PLAIN,
            LOCK_TIMEOUT,
            CLEARWAY)
        .target(Measure.LONGEST_WAIT, LONGEST_WAIT)
        .target(Measure.SUM_OF_WAITS, Target.atMostPartOf(PLAIN, 100, "≤ 1/100 of plain Flyway's"))
        .target(Measure.BEHIND_OBSTACLE, Target.atMost(Duration.ofMillis(500)));
  }

  Stall waves(PostgresServer server) {
    return new Stall(
            "waves",
            "2 s readers, 1.2 s apart",
            server,
            stage(Obstacles.reportsInWaves(time(2_000), time(1_200))),
            PLAIN,
            LOCK_TIMEOUT,
            CLEARWAY)
        .target(Measure.LONGEST_WAIT, LONGEST_WAIT);
  }

  Stall idle(PostgresServer server) {
    return new Stall(
            "idle",
            "idle in transaction for 6 s",
            server,
            stage(Obstacles.idleInTransaction(time(6_000))),
            PLAIN,
            LOCK_TIMEOUT,
            CLEARWAY)
        .target(Measure.LONGEST_WAIT, LONGEST_WAIT);
  }

  Stall dump(PostgresServer server) {
    return new Stall(
            "dump",
            "ACCESS SHARE on every table for 4 s",
            server,
            stage(Obstacles.dump(time(4_000))),
            PLAIN,
            LOCK_TIMEOUT,
            CLEARWAY)
        .target(Measure.LONGEST_WAIT, LONGEST_WAIT);
  }

  /** Without lock_timeout=1s: at the default deadlock_timeout of 1 s it never gets through. */
  Stall autovacuum(PostgresServer vacuuming) {
    return new Stall(
            "autovacuum",
            "an ordinary autovacuum",
            vacuuming,
            stage(Obstacles.autovacuum()),
            PLAIN,
            CLEARWAY)
        .target(Measure.LONGEST_WAIT, LONGEST_WAIT);
  }

  Stall steady(PostgresServer server) {
    return new Stall(
            "steady",
            "transactions of 0 to 600 ms",
            server,
            new Stage(SESSIONS, Duration.ZERO, time(600), Obstacles.none(), Duration.ofMillis(500)),
            PLAIN,
            LOCK_TIMEOUT,
            CLEARWAY)
        .target(
            Measure.SUM_OF_WAITS, Target.atMostPartOf(LOCK_TIMEOUT, 3, "≤ 1/3 of lock_timeout's"))
        .target(Measure.DONE_AFTER, Target.atMost(Duration.ofSeconds(60)));
  }

  private static Stage stage(Obstacle obstacle) {
    return new Stage(
        SESSIONS, Duration.ofMillis(1), Duration.ofMillis(10), obstacle, Duration.ofMillis(500));
  }

  private Duration time(long millis) {
    return Duration.ofMillis(Math.round(millis * factor));
  }
}
