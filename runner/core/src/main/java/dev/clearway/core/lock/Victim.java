/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.LockMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session that waits because of us: our pid is in its {@code pg_blocking_pids}.
 *
 * @param pid its backend
 * @param waitId tells two waits of one session apart
 * @param application {@code application_name}; null where it was gone before it could be asked
 * @param user its role
 * @param state {@code pg_stat_activity.state}; null where it is hidden
 * @param mode the lock mode that it wants
 * @param object on what: {@code schema.name} of a relation, else the sort of object
 * @param query what it runs, normalised; null where it is hidden
 * @param waited how long it has waited so far
 */
public record Victim(
    int pid,
    String waitId,
    @Nullable String application,
    @Nullable String user,
    @Nullable String state,
    LockMode mode,
    String object,
    @Nullable String query,
    Duration waited) {

  Victim waited(Duration time) {
    return new Victim(pid, waitId, application, user, state, mode, object, query, time);
  }
}
