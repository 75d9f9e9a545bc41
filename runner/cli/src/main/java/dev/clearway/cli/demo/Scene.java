/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import java.time.Duration;

/**
 * What goes on around the demo's migration.
 *
 * @param sessions of the application, with transactions of 1 to 10 ms
 * @param report how long the report reads
 * @param lead how long the application is measured before and after the migration
 * @param column a slice of time in the strip chart
 */
public record Scene(int sessions, Duration report, Duration lead, Duration column) {

  /** The one of {@code clearway demo}. */
  public static final Scene USUAL =
      new Scene(8, Duration.ofSeconds(4), Duration.ofMillis(500), Duration.ofMillis(100));
}
