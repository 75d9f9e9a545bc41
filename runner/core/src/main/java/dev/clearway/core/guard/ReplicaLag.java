/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.record.RunEvent;
import dev.clearway.core.sql.SqlResource;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits before a unit that takes strong locks while a replica is further behind than allowed. */
final class ReplicaLag {

  private static final String QUERY = SqlResource.load(ReplicaLag.class, "replica-lag.sql");
  private static final Duration POLL = Duration.ofMillis(500);

  private record Replica(String name, Duration lag) {}

  private final Guard guard;

  ReplicaLag(Guard guard) {
    this.guard = guard;
  }

  boolean isTooFar(Duration allowed) throws SQLException {
    return !allowed.isZero() && furthestBehind(allowed) != null;
  }

  /**
   * Waits with no transaction open.
   *
   * @throws ContentionException when the unit's time is over
   */
  void await(Unit unit) throws SQLException {
    Replica replica = furthestBehind(unit.settings.maxReplicaLag());
    while (replica != null) {
      if (unit.remaining().isNegative()) {
        throw GiveUp.because(ContentionException.Reason.REPLICA_LAG, unit, null);
      }
      guard.listener.on(
          new RunEvent.ReplicaAwaited(
              unit.name == null ? "" : unit.name, replica.name(), replica.lag()));
      guard.interruption.pause(POLL);
      replica = furthestBehind(unit.settings.maxReplicaLag());
    }
  }

  private @Nullable Replica furthestBehind(Duration allowed) throws SQLException {
    List<Replica> found =
        guard.side.use(
            session -> {
              try (PreparedStatement query = session.connection().prepareStatement(QUERY)) {
                query.setLong(1, allowed.toMillis());
                try (ResultSet row = query.executeQuery()) {
                  return row.next()
                      ? List.of(
                          new Replica(
                              row.getString("name"), Duration.ofMillis(row.getLong("lag_ms"))))
                      : List.of();
                }
              }
            });
    return found.isEmpty() ? null : found.get(0);
  }
}
