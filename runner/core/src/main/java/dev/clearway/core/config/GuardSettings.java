/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.config;

import java.time.Duration;
import java.util.Set;

/**
 * The guard's settings of one run, validated once and then frozen. DESIGN names and defaults; see
 * docs/settings.md.
 *
 * @param lockTimeout cap on queueing for one strong lock; more than zero
 * @param statementTimeout one strong or data statement; more than {@code lockTimeout}
 * @param concurrentTimeout one concurrent statement; zero for none
 * @param stallBudget the longest one attempt may make any victim wait, queueing and holding
 *     together; at least {@code lockTimeout}
 * @param longTransaction age from which reports call a holder a long-running blocker
 * @param blockerPatience how long to wait for clearance
 * @param onBlocker what to do about a session in the way
 * @param blockerMinAge age below which no session is cancelled or terminated
 * @param blockerApplications application names that may be cancelled or terminated
 * @param blockerRoles roles whose sessions may be cancelled or terminated
 * @param retryFor total time for one unit, all attempts
 * @param maxBackoff cap of one pause
 * @param maxReplicaLag wait before strong statements while a replica is further behind; zero for
 *     off
 */
public record GuardSettings(
    Duration lockTimeout,
    Duration statementTimeout,
    Duration concurrentTimeout,
    Duration stallBudget,
    Duration longTransaction,
    Duration blockerPatience,
    OnBlocker onBlocker,
    Duration blockerMinAge,
    Set<String> blockerApplications,
    Set<String> blockerRoles,
    Duration retryFor,
    Duration maxBackoff,
    Duration maxReplicaLag) {

  public GuardSettings {
    blockerApplications = Set.copyOf(blockerApplications);
    blockerRoles = Set.copyOf(blockerRoles);
  }
}
