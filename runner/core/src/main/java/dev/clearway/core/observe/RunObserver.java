/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.observe;

import dev.clearway.core.record.TimedEvent;

/**
 * Hears one run, event by event, in their order, on a thread of its own that has nothing to do with
 * the run: it may take its time, and it may fail.
 *
 * <p>All calls come from that one thread. Events wait in a bounded queue meanwhile. An observer
 * that cannot keep up loses events that are repeated anyway ({@link
 * dev.clearway.core.record.RunEvent.Sampled}, {@code ClearanceAwaited}, {@code BuildProgress}) when
 * the queue is half full, and others only when it is full; {@code RunFinished} is never lost. What
 * it throws is told to people once, and it is called again with the next event.
 *
 * <p>Statements in events are normalised, without literals. A {@code RunFinished} has the failure
 * with the server's own words: an observer that passes them on has to take data out of them, see
 * {@link dev.clearway.core.sql.ServerText}.
 */
@FunctionalInterface
public interface RunObserver {

  /**
   * Something happened.
   *
   * @throws Exception when it could not be dealt with; the run goes on all the same
   */
  void on(TimedEvent event) throws Exception;

  /**
   * The run is over, and nothing more is coming: the last call, after which the process may end.
   * The thread is interrupted when this, with the events before it, takes too long.
   */
  default void close() throws Exception {}
}
