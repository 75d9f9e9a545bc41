/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.io.InterruptedIOException;

/** Lets bytes pass, holds them back, or only so many of them pass. */
final class Gate {

  private boolean closed;
  private long left = Long.MAX_VALUE;
  private Runnable atLimit = () -> {};

  synchronized void close() {
    closed = true;
  }

  synchronized void open() {
    closed = false;
    notifyAll();
  }

  synchronized void limit(long bytes, Runnable action) {
    left = bytes;
    atLimit = action;
  }

  /** Waits until it is open, and returns how many of these bytes may pass. */
  synchronized int pass(int bytes) throws InterruptedIOException {
    while (closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
    }
    int passing = (int) Math.min(bytes, left);
    if (left != Long.MAX_VALUE) {
      left -= passing;
    }
    return passing;
  }

  /** To be called after bytes have passed. */
  void passed() {
    Runnable action = null;
    synchronized (this) {
      if (left == 0) {
        left = Long.MAX_VALUE;
        action = atLimit;
      }
    }
    if (action != null) {
      action.run();
    }
  }
}
