/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.LockMode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session in the lock tree, with those that wait behind it.
 *
 * @param session who it is; of several like waiters the one that has waited longest
 * @param pids its own, and those of like waiters
 * @param waits what it waits for; null for a root that waits for nothing
 * @param alsoBehind whom else it waits for: pids, 0 for a prepared transaction
 * @param cycle whether it waits for somebody below itself: a deadlock that the server is about to
 *     end
 * @param behind who waits for it, the longest wait first
 */
public record LockNode(
    LockSession session,
    List<Integer> pids,
    @Nullable Wait waits,
    List<Integer> alsoBehind,
    boolean cycle,
    List<LockNode> behind) {

  public LockNode {
    pids = List.copyOf(pids);
    alsoBehind = List.copyOf(alsoBehind);
    behind = List.copyOf(behind);
  }

  /**
   * A wait for a lock.
   *
   * @param mode the mode that is wanted
   * @param object on what: {@code schema.name} of a relation, else the sort of object
   * @param lasts for how long, of like waiters the longest; null where the server does not tell:
   *     before PostgreSQL 14, and for an instant after it begins
   */
  public record Wait(LockMode mode, String object, @Nullable Duration lasts) {}

  /** How many sessions wait behind it, directly or not. */
  public int waiting() {
    return behind.stream().mapToInt(node -> node.pids().size() + node.waiting()).sum();
  }
}
