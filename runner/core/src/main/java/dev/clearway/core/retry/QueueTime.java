/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.retry;

import java.time.Duration;

/**
 * How long an attempt is willing to queue for one strong lock, and so how old a transaction in the
 * way may be: a transaction of age <i>a</i> is best expected to last about <i>a</i> longer.
 *
 * @param value what this attempt is willing
 * @param cap what it may grow to: the setting {@code lockTimeout}
 */
public record QueueTime(Duration value, Duration cap) {

  /** Where it starts: a wait that nobody notices. */
  public static final Duration START = Duration.ofMillis(50);

  public static QueueTime start(Duration cap) {
    return new QueueTime(START.compareTo(cap) < 0 ? START : cap, cap);
  }

  /** Half as much again, up to the cap. */
  public QueueTime grown() {
    Duration grown = value.multipliedBy(3).dividedBy(2);
    return new QueueTime(grown.compareTo(cap) < 0 ? grown : cap, cap);
  }

  /** The same under another cap. */
  public QueueTime under(Duration newCap) {
    return new QueueTime(value.compareTo(newCap) < 0 ? value : newCap, newCap);
  }
}
