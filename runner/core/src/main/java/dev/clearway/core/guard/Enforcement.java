/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.OnBlocker;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.sql.SqlResource;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ends sessions in the way where the settings allow it: {@code onBlocker=cancel|terminate}, an age
 * and an allow-list. Cancels first, and terminates after a grace what a cancel did not move. A
 * session that is idle in its transaction ignores a cancel, so none is sent: it is terminated after
 * the grace, or left alone. The statement itself refuses superusers, replication, autovacuum and
 * other migrations. Each act is an event.
 */
final class Enforcement {

  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final String END = SqlResource.load(Enforcement.class, "end-blocker.sql");

  private final Guard guard;
  private final GuardSettings settings;
  private final String unit;
  private final Map<String, Long> seenAt = new HashMap<>();

  Enforcement(Guard guard, GuardSettings settings, String unit) {
    this.guard = guard;
    this.settings = settings;
    this.unit = unit;
  }

  void apply(List<Blocker> blockers) throws SQLException {
    if (settings.onBlocker() != OnBlocker.CANCEL && settings.onBlocker() != OnBlocker.TERMINATE) {
      return;
    }
    for (Blocker blocker : blockers) {
      if (!blocker.ageKnown()
          || !EndingRule.allows(
              settings, blocker.kind(), blocker.application(), blocker.user(), blocker.age())) {
        continue;
      }
      String transaction = blocker.pid() + " " + blocker.virtualTransaction();
      boolean idle = blocker.kind() == BlockerKind.IDLE_IN_TRANSACTION;
      Long since = seenAt.get(transaction);
      if (since == null) {
        seenAt.put(transaction, System.nanoTime());
        if (!idle) {
          end(blocker, false);
        }
      } else if (settings.onBlocker() == OnBlocker.TERMINATE
          && System.nanoTime() - since >= GRACE.toNanos()) {
        seenAt.put(transaction, System.nanoTime());
        end(blocker, true);
      }
    }
  }

  private void end(Blocker blocker, boolean terminate) throws SQLException {
    boolean done =
        guard.side.use(
            session -> {
              try (PreparedStatement end = session.connection().prepareStatement(END)) {
                end.setBoolean(1, terminate);
                end.setInt(2, blocker.pid());
                end.setString(3, blocker.virtualTransaction());
                try (ResultSet row = end.executeQuery()) {
                  return row.next() && row.getBoolean(1);
                }
              }
            });
    if (done) {
      guard.listener.on(new RunEvent.BlockerEnded(unit, blocker, terminate));
    }
  }
}
