/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.lock.Blocker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The road was not clear for long enough: nothing of the unit is left behind. */
public final class ContentionException extends GuardException {

  /** Why the guard stopped trying. */
  public enum Reason {
    /** {@code blockerPatience} is over. */
    PATIENCE,
    /** {@code retryFor} is over. */
    DEADLINE,
    /** {@code onBlocker=fail}, and somebody was in the way. */
    ON_BLOCKER_FAIL,
    /** The statements themselves, not the queue, made others wait for the stall budget. */
    HOLDS_TOO_LONG,
    /** A replica stayed further behind than {@code maxReplicaLag}. */
    REPLICA_LAG
  }

  private final Reason reason;
  private final @Nullable String unit;
  private final List<String> relations;
  private final transient List<Blocker> blockers;
  private final int attempts;
  private final Duration took;
  private final String summary;

  ContentionException(
      Reason reason,
      @Nullable String unit,
      List<String> relations,
      List<Blocker> blockers,
      int attempts,
      Duration took,
      String summary,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.summary = summary;
    this.reason = reason;
    this.unit = unit;
    this.relations = List.copyOf(relations);
    this.blockers = List.copyOf(blockers);
    this.attempts = attempts;
    this.took = took;
  }

  public Reason reason() {
    return reason;
  }

  /** The script; null where the guard was not told, as for a Java migration under plain Flyway. */
  public @Nullable String unit() {
    return unit;
  }

  /** What could not be had, {@code schema.name}. */
  public List<String> relations() {
    return relations;
  }

  /** Who was in the way last. */
  public List<Blocker> blockers() {
    return blockers;
  }

  public int attempts() {
    return attempts;
  }

  /**
   * What could not be had, and for how long it was tried; the message also has who was in the way.
   */
  public String summary() {
    return summary;
  }

  /** How long the unit was tried, waits included. */
  public Duration took() {
    return took;
  }
}
