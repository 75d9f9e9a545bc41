/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.LockMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session, or a prepared transaction, of the lock tree. What a role may not see is null.
 *
 * @param pid its backend; 0 for a prepared transaction
 * @param virtualTransaction {@code pg_locks.virtualtransaction}; empty outside a transaction
 * @param kind what sort of session it is
 * @param application {@code application_name}; for a prepared transaction its gid
 * @param user its role
 * @param client its address; null for a local one too
 * @param state {@code pg_stat_activity.state}
 * @param transactionAge how long its transaction has lasted; null outside one
 * @param stateAge how long it has been in its state
 * @param hidden whether {@code pg_read_all_stats} would show more of it
 * @param shielded whether it is a superuser's or a replication role's, which is never ended
 * @param holds the lock that is waited for, else the strongest one that it has
 * @param relations how many relations it has locked
 * @param xminAge how many transactions ago its snapshot is; null where it holds none back
 * @param progress how far it is, in words; null where the server does not tell
 * @param query its current or last query, normalised
 */
public record LockSession(
    int pid,
    String virtualTransaction,
    BlockerKind kind,
    String application,
    @Nullable String user,
    @Nullable String client,
    @Nullable String state,
    @Nullable Duration transactionAge,
    @Nullable Duration stateAge,
    boolean hidden,
    boolean shielded,
    @Nullable Held holds,
    int relations,
    @Nullable Long xminAge,
    @Nullable String progress,
    @Nullable String query) {

  /**
   * A lock that it has.
   *
   * @param mode in which mode
   * @param object on what: {@code schema.name} of a relation, else the sort of object
   */
  public record Held(LockMode mode, String object) {}

  LockSession holding(Held lock) {
    return new LockSession(
        pid,
        virtualTransaction,
        kind,
        application,
        user,
        client,
        state,
        transactionAge,
        stateAge,
        hidden,
        shielded,
        lock,
        relations,
        xminAge,
        progress,
        query);
  }
}
