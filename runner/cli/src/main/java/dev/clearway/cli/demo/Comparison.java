/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import java.time.Duration;

/**
 * Both turns of the demo.
 *
 * @param server its version
 * @param orders how many rows the table has
 * @param scene what went on around the migration
 */
public record Comparison(String server, long orders, Scene scene, Turn plain, Turn clearway) {

  /**
   * One migration.
   *
   * @param doneAfter from its start to its end
   */
  public record Turn(Impact impact, Duration doneAfter) {}

  /** Whether the application felt less of Clearway, in both respects that it can feel. */
  public boolean clearwayIsBetter() {
    return clearway.impact().longest().compareTo(plain.impact().longest()) < 0
        && clearway.impact().sumOfWaits().compareTo(plain.impact().sumOfWaits()) < 0;
  }
}
