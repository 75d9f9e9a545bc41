/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

/** What sort of session is in the way. */
public enum BlockerKind {
  /** A client's session. */
  SESSION,
  /** A transaction prepared for two-phase commit: it has no session any more. */
  PREPARED_TRANSACTION,
  /** An ordinary autovacuum: it yields to whoever waits for it for {@code deadlock_timeout}. */
  AUTOVACUUM,
  /** An autovacuum that prevents wraparound: it yields to nobody. */
  WRAPAROUND_AUTOVACUUM,
  /** A walsender, or a logical replication worker. */
  REPLICATION,
  /** Another role's session, and we lack {@code pg_read_all_stats} to see what it is. */
  HIDDEN
}
