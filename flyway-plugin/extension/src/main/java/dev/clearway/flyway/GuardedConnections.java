/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.guard.GuardedSession;
import java.sql.Connection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of Flyway's connections are under which guard. Flyway hands its database types a bare
 * connection and no configuration, so the connection is all there is to find a run by.
 *
 * <p>Thread-safe. An entry goes when its database is closed.
 */
final class GuardedConnections {

  /** A connection's guarded session, with the settings of the run that it belongs to. */
  record Guarded(GuardedSession session, GuardSettings settings, GuardedDatabase database) {}

  private static final Map<Connection, Guarded> GUARDED =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private GuardedConnections() {}

  static void add(Connection connection, Guarded guarded) {
    GUARDED.put(connection, guarded);
  }

  static @Nullable Guarded find(Connection connection) {
    return GUARDED.get(connection);
  }

  static void remove(Connection connection) {
    Guarded guarded = GUARDED.remove(connection);
    if (guarded != null) {
      guarded.session().close();
    }
  }
}
