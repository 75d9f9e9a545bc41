/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.util.Arrays;

/** When each statement of a session began and how long it took: two numbers each, no objects. */
final class WaitLog {

  private long[] starts = new long[1024];
  private long[] lengths = new long[1024];
  private int size;

  synchronized void add(long start, long length) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    starts[size] = start;
    lengths[size] = length;
    size++;
  }

  synchronized void clear() {
    size = 0;
  }

  /** A copy that does not grow. */
  synchronized WaitLog copy() {
    WaitLog copy = new WaitLog();
    copy.starts = Arrays.copyOf(starts, size);
    copy.lengths = Arrays.copyOf(lengths, size);
    copy.size = size;
    return copy;
  }

  synchronized int size() {
    return size;
  }

  synchronized long start(int index) {
    return starts[index];
  }

  synchronized long length(int index) {
    return lengths[index];
  }
}
