/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.util.concurrent.CancellationException;

/** The pause between two looks at a condition. */
final class Pause {

  private Pause() {}

  static void brief() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a condition");
    }
  }
}
