/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session whose snapshot a concurrent command has to outwait.
 *
 * @param pid its backend
 * @param application {@code application_name}
 * @param user its role; null where it has none
 * @param state as {@code pg_stat_activity} has it; null where it is hidden from our role
 * @param age of its transaction; null where it is hidden
 */
public record OldSnapshot(
    int pid,
    String application,
    @Nullable String user,
    @Nullable String state,
    @Nullable Duration age) {

  /** Whether its session sits in a transaction and does nothing: it may never end. */
  public boolean idle() {
    return state != null && state.startsWith("idle in transaction");
  }
}
