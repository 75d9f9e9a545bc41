/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.cli.demo.Stage;
import java.time.Duration;

/** A figure of a migration on stage. */
enum Measure {
  LONGEST_WAIT("longest application wait") {
    @Override
    Duration of(Stage.Take take) {
      return take.felt().longest();
    }
  },
  SUM_OF_WAITS("sum of waits over 20 ms") {
    @Override
    Duration of(Stage.Take take) {
      return take.felt().waits().sum();
    }
  },
  DONE_AFTER("migration done after") {
    @Override
    Duration of(Stage.Take take) {
      return take.doneAfter();
    }
  },
  BEHIND_OBSTACLE("done after the reader ended") {
    @Override
    Duration of(Stage.Take take) {
      return take.behindObstacle();
    }
  };

  private final String words;

  Measure(String words) {
    this.words = words;
  }

  abstract Duration of(Stage.Take take);

  String words() {
    return words;
  }
}
