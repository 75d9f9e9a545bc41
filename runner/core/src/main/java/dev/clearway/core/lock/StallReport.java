/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import java.time.Duration;
import java.util.List;

/**
 * What the stall watch saw of one attempt.
 *
 * @param victims sessions that waited because of us
 * @param longestWait the longest that one of them waited
 * @param queued how long we were seen waiting for locks ourselves
 * @param blockers who kept us waiting
 * @param cancelled whether the watch cancelled our statement because the budget was spent
 * @param cancelledWhileQueueing whether we were waiting for a lock when it did
 */
public record StallReport(
    int victims,
    Duration longestWait,
    Duration queued,
    List<Blocker> blockers,
    boolean cancelled,
    boolean cancelledWhileQueueing) {

  /** Nothing was sent, so nobody was seen. */
  public static final StallReport NONE =
      new StallReport(0, Duration.ZERO, Duration.ZERO, List.of(), false, false);

  public StallReport {
    blockers = List.copyOf(blockers);
  }
}
