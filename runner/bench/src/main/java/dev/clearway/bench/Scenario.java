/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import java.util.List;

/** Something that is measured in several rounds. Not for use by several threads. */
interface Scenario {

  /** Its name on the command line. */
  String key();

  /**
   * Measures every contender once, in an order that changes with the round, so that a machine that
   * gets slower or faster meanwhile favours nobody.
   */
  void round(int number) throws Exception;

  /** The medians of all rounds so far. */
  List<Row> rows();
}
