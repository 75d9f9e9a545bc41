/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.guard.Guard;
import dev.clearway.core.guard.GuardedSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.database.postgresql.PostgreSQLConnection;
import org.flywaydb.database.postgresql.PostgreSQLDatabase;
import org.jspecify.annotations.Nullable;

/** Flyway's database for one command, with the guard that its connections share. */
final class GuardedDatabase extends PostgreSQLDatabase {

  private final List<Connection> connections = new ArrayList<>();
  private @Nullable Guard guard;
  private boolean cleaned;

  @SuppressWarnings("NullAway") // Flyway passes null where nothing intercepts statements
  GuardedDatabase(Configuration configuration, JdbcConnectionFactory jdbcConnectionFactory) {
    super(configuration, jdbcConnectionFactory, null);
  }

  @Override
  protected PostgreSQLConnection doGetConnection(Connection connection) {
    Guard current = guard();
    GuardedSession session = current.session(connection, true);
    GuardedConnections.add(connection, new GuardedConnections.Guarded(session, current.settings()));
    connections.add(connection);
    return new GuardedConnection(this, connection, session);
  }

  @Override
  protected void doCleanPreSchemas() throws SQLException {
    cleaned = true;
    super.doCleanPreSchemas();
  }

  /** Whether what existed may not exist any more. */
  boolean isCleaned() {
    return cleaned;
  }

  private Guard guard() {
    Guard current = guard;
    if (current == null) {
      RunSetup setup = ClearwayConfigurationExtension.setup(configuration);
      current =
          new Guard(
              () -> configuration.getDataSource().getConnection(),
              setup.settings(),
              setup.listener());
      setup.opened().accept(current);
      guard = current;
    }
    return current;
  }

  @Override
  public void close() {
    try {
      super.close();
    } finally {
      connections.forEach(GuardedConnections::remove);
      if (guard != null) {
        guard.close();
      }
    }
  }
}
