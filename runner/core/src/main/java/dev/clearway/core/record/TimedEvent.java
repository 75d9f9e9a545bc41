/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.record;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * An event with the moment at which it was heard. Events have no time of their own: a listener is
 * called while they happen.
 */
public record TimedEvent(Instant at, RunEvent event) {

  /** A listener that stamps what it hears, and passes it on in the same thread. */
  public static RunListener stamping(Clock clock, Consumer<TimedEvent> next) {
    return event -> next.accept(new TimedEvent(clock.instant(), event));
  }
}
