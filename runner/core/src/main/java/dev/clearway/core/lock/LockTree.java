/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import java.util.List;

/**
 * Who waits for whom in one database at one moment.
 *
 * @param roots whom others wait for, while they wait for nobody: most waiters first
 * @param holders transactions that hold something for which nobody waits, oldest first
 * @param blind whether some sessions hide from us what they do and since when, for want of {@code
 *     pg_read_all_stats}
 * @param role who we are
 */
public record LockTree(
    List<LockNode> roots, List<LockSession> holders, boolean blind, String role) {

  public LockTree {
    roots = List.copyOf(roots);
    holders = List.copyOf(holders);
  }

  /** How many sessions wait. */
  public int waiting() {
    return roots.stream()
        .mapToInt(root -> root.waiting() + (root.waits() == null ? 0 : root.pids().size()))
        .sum();
  }
}
