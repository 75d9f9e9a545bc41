/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import java.time.Duration;
import org.flywaydb.core.Flyway;

/**
 * Flyway's {@code migrate} in a JVM of its own, guarded or not by nothing but the class path. Takes
 * the JDBC URL, the user, locations with commas between, and a target; the password is in {@code
 * PGPASSWORD}. The last line that it prints is how long {@code migrate} took.
 */
public final class MigrateMain {

  private static final String TOOK = "migrate took ms: ";

  private MigrateMain() {}

  public static void main(String[] arguments) {
    var flyway =
        Flyway.configure()
            .dataSource(arguments[0], arguments[1], System.getenv("PGPASSWORD"))
            .locations(arguments[2].split(","))
            .target(arguments[3])
            .load();
    long start = System.nanoTime();
    flyway.migrate();
    System.out.println(TOOK + Duration.ofNanos(System.nanoTime() - start).toMillis());
  }

  /** The time from what it has printed. */
  static Duration printedTime(String output) {
    String millis = output.substring(output.lastIndexOf(TOOK) + TOOK.length()).strip();
    return Duration.ofMillis(Long.parseLong(millis));
  }
}
