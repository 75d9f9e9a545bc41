/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: decorrelated jitter, so that runners which collided once do not collide
 * again in step. Each pause is drawn between the base and three times the pause before, up to a
 * cap.
 *
 * @param cap the longest pause
 * @see <a
 *     href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential
 *     Backoff and Jitter</a>
 */
public record Backoff(Duration cap) {

  /** The shortest pause: a lock queue needs about this long to drain. */
  public static final Duration BASE = Duration.ofMillis(50);

  /** The pause after {@code previous}; for the first one {@code previous} is zero. */
  public Duration next(Duration previous, RandomGenerator random) {
    long base = Math.min(BASE.toMillis(), cap.toMillis());
    long upper = Math.max(base, previous.toMillis() * 3);
    long drawn = base + (upper > base ? random.nextLong(upper - base + 1) : 0);
    return Duration.ofMillis(Math.min(cap.toMillis(), drawn));
  }
}
