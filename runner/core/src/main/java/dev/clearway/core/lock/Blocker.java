/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.LockMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session, or a prepared transaction, that holds a lock which conflicts with the forecast.
 *
 * @param pid its backend; 0 for a prepared transaction
 * @param virtualTransaction {@code pg_locks.virtualtransaction}: tells two transactions of one
 *     session apart
 * @param kind what sort of session it is
 * @param application {@code application_name}; for a prepared transaction its gid
 * @param user its role; null where it is hidden from us
 * @param client its address; null for a local one or where it is hidden
 * @param state {@code pg_stat_activity.state}; null where it is hidden
 * @param age how long its transaction has lasted; where that is hidden, how long we have seen it
 * @param ageKnown whether {@link #age} is the server's own
 * @param mode the strongest conflicting mode that it holds
 * @param relation on what, {@code schema.name}
 * @param query its current or last query, normalised; null where it is hidden
 */
public record Blocker(
    int pid,
    String virtualTransaction,
    BlockerKind kind,
    String application,
    @Nullable String user,
    @Nullable String client,
    @Nullable String state,
    Duration age,
    boolean ageKnown,
    LockMode mode,
    String relation,
    @Nullable String query) {}
