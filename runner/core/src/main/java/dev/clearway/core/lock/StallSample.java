/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.LockMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look of the stall watch at one attempt.
 *
 * @param pid our session
 * @param queue what we wait for ourselves; null while we do not wait
 * @param held how many locks of strong modes we have on relations that are not the catalog's
 * @param victims who waits because of us
 * @param blockers who keeps us waiting: told with the first sample of each of our own waits, empty
 *     in the others
 */
public record StallSample(
    int pid, @Nullable Queue queue, int held, List<Victim> victims, List<Blocker> blockers) {

  public StallSample {
    victims = List.copyOf(victims);
    blockers = List.copyOf(blockers);
  }

  /**
   * A wait of ours for a lock.
   *
   * @param object on what: {@code schema.name} of a relation, else the sort of object
   */
  public record Queue(LockMode mode, String object, Duration waited) {}

  /** Hears of samples, on the watch's own thread, which waits meanwhile: it must be quick. */
  public interface Listener {

    Listener NONE =
        new Listener() {
          @Override
          public void sampled(StallSample sample) {}

          @Override
          public void cancelled(int pid, boolean queueing, int victims, Duration longestWait) {}
        };

    /** There was something to see: we wait, somebody waits for us, or we hold strong locks. */
    void sampled(StallSample sample);

    /**
     * The watch is about to cancel our own statement, because the budget is spent.
     *
     * @param queueing whether we wait for a lock ourselves
     */
    void cancelled(int pid, boolean queueing, int victims, Duration longestWait);
  }
}
