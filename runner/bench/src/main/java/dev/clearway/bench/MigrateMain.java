/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import java.time.Duration;
import org.flywaydb.core.Flyway;

/**
 * Flyway's {@code migrate} in a JVM of its own, guarded or not by nothing but the class path. Takes
 * the JDBC URL, the user and a location; the password is in {@code PGPASSWORD}. Prints how long
 * {@code migrate} took, in milliseconds.
 */
public final class MigrateMain {

  private MigrateMain() {}

  public static void main(String[] arguments) {
    var flyway =
        Flyway.configure()
            .dataSource(arguments[0], arguments[1], System.getenv("PGPASSWORD"))
            .locations(arguments[2])
            .load();
    long start = System.nanoTime();
    flyway.migrate();
    System.out.println(Duration.ofNanos(System.nanoTime() - start).toMillis());
  }
}
