/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import java.time.Duration;

/**
 * Both turns of the demo.
 *
 * @param server its version
 * @param scene what went on around the migration
 */
record Comparison(String server, Scene scene, Turn plain, Turn clearway) {

  /**
   * What goes on around the migration.
   *
   * @param sessions of the application
   * @param reader how long the report reads
   * @param lead how long the application is measured before the migration starts, and after it
   * @param column a slice of time in the strip chart
   */
  record Scene(int sessions, Duration reader, Duration lead, Duration column) {

    static final Scene USUAL =
        new Scene(8, Duration.ofSeconds(4), Duration.ofMillis(500), Duration.ofMillis(100));
  }

  /**
   * One migration.
   *
   * @param doneAfter from its start to its end
   */
  record Turn(Impact impact, Duration doneAfter) {}

  /** Whether the application felt less of Clearway, in both respects that it can feel. */
  boolean clearwayIsBetter() {
    return clearway.impact().longest().compareTo(plain.impact().longest()) < 0
        && clearway.impact().sumOfWaits().compareTo(plain.impact().sumOfWaits()) < 0;
  }
}
