/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import dev.clearway.testkit.ApplicationLoad;
import dev.clearway.testkit.LoadReport;
import dev.clearway.testkit.TestDatabase;
import java.time.Duration;

/**
 * A busy shop on which a migration is measured: the application works on the table {@code orders},
 * an obstacle is put in the way, a moment later the migration runs, and what every statement of the
 * application felt is recorded. Immutable.
 *
 * @param sessions of the application
 * @param shortest transaction of the application
 * @param longest transaction of the application
 * @param obstacle what is in the way
 * @param lead how long the application is measured before the migration, with the obstacle in
 *     place, and after it
 */
public record Stage(
    int sessions, Duration shortest, Duration longest, Obstacle obstacle, Duration lead) {

  /** A migration of the database on stage. */
  @FunctionalInterface
  public interface Migration {
    void run(TestDatabase database) throws Exception;
  }

  /**
   * What was measured.
   *
   * @param felt by the application, from {@code lead} before the migration to {@code lead} after it
   * @param doneAfter from the migration's start to its end
   * @param behindObstacle from the obstacle's end to the migration's; zero where the obstacle
   *     outlasts the migration
   */
  public record Take(LoadReport felt, Duration doneAfter, Duration behindObstacle) {}

  /**
   * Measures a migration of a database that holds the {@link Shop}.
   *
   * @throws Exception what the migration throws, among others
   */
  public Take measure(TestDatabase database, Migration migration) throws Exception {
    try (ApplicationLoad load =
        ApplicationLoad.on(database, "orders")
            .application("shop")
            .sessions(sessions)
            .transactions(shortest, longest)
            .statements(
                "SELECT status, total_cents FROM orders WHERE id = ?",
                "UPDATE orders SET total_cents = total_cents + 1 WHERE id = ?")
            .start()) {
      try (Obstacle.Placed placed = obstacle.place(database)) {
        Thread.sleep(lead.toMillis());
        long start = System.nanoTime();
        migration.run(database);
        long end = System.nanoTime();
        long cleared = placed.gone().getNow(end);
        Thread.sleep(lead.toMillis());
        return new Take(
            load.stop().between(start - lead.toNanos(), end + lead.toNanos()),
            Duration.ofNanos(end - start),
            Duration.ofNanos(end - cleared));
      }
    }
  }
}
