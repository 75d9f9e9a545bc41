/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends waits and forbids new work once somebody has asked the run to stop. Thread-safe. */
final class Interruption {

  private final CountDownLatch requested = new CountDownLatch(1);

  void request() {
    requested.countDown();
  }

  boolean isRequested() {
    return requested.getCount() == 0;
  }

  /**
   * @throws RunInterruptedException if a stop was requested
   */
  void check() {
    if (isRequested()) {
      throw new RunInterruptedException(null);
    }
  }

  /**
   * Waits for {@code pause}.
   *
   * @throws RunInterruptedException as soon as a stop is requested
   */
  void pause(Duration pause) {
    try {
      if (requested.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new RunInterruptedException(null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunInterruptedException(e);
    }
  }
}
