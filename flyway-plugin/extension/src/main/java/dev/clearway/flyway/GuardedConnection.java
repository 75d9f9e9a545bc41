/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.failure.SqlStates;
import dev.clearway.core.guard.GuardedSession;
import dev.clearway.core.ledger.LedgerTable;
import dev.clearway.core.sql.SqlResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;
import org.flywaydb.database.postgresql.PostgreSQLConnection;
import org.flywaydb.database.postgresql.PostgreSQLSchema;
import org.flywaydb.database.postgresql.PostgreSQLTable;
import org.jspecify.annotations.Nullable;

/**
 * Flyway's connection, in fewer round trips, which is what pays for those of the guard: it asks
 * once whether the history table exists, where Flyway asks twice for each migration, and sends the
 * guard's timeouts along with the search path that Flyway sets before each.
 */
final class GuardedConnection extends PostgreSQLConnection {

  private static final String HISTORY_TABLES =
      SqlResource.load(GuardedConnection.class, "history-tables.sql");

  private final GuardedDatabase guarded;
  private final GuardedSession session;

  private boolean usersTurn = true;

  GuardedConnection(GuardedDatabase database, Connection connection, GuardedSession session) {
    super(database, connection);
    this.guarded = database;
    this.session = session;
  }

  /** Flyway calls this before a migration or a callback runs, and around its own queries. */
  @Override
  protected void doRestoreOriginalState() throws SQLException {
    session.codeEnds(true);
    if (usersTurn) {
      super.doRestoreOriginalState();
    }
    usersTurn = false;
  }

  /** Flyway calls this just before a migration or a callback runs, and never else. */
  @Override
  @SuppressWarnings("rawtypes") // Flyway's own signature
  public void changeCurrentSchemaTo(org.flywaydb.core.internal.database.base.Schema schema) {
    usersTurn = true;
    super.changeCurrentSchemaTo(schema);
    try {
      // Flyway has left the schema as it is, or this would be empty.
      String opening = session.opening();
      if (!opening.isEmpty()) {
        getJdbcTemplate().execute(opening);
      }
      session.codeBegins();
    } catch (SQLException e) {
      throw new FlywaySqlException("Unable to begin a migration", e);
    }
  }

  @Override
  public void doChangeCurrentSchemaOrSearchPathTo(String schema) throws SQLException {
    if (!usersTurn || !session.openWith(schema)) {
      super.doChangeCurrentSchemaOrSearchPathTo(schema);
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // Flyway's own signature
  public <T> T lock(Table table, Callable<T> callable) {
    guarded.requireOwnSession(getJdbcTemplate().getConnection());
    LockWait waiting = guarded.lockWait();
    waiting.begin();
    List<T> done = new ArrayList<>(1);
    try {
      return super.lock(
          table,
          () -> {
            waiting.end();
            T result = callable.call();
            done.add(result);
            return result;
          });
    } catch (FlywayException e) {
      if (done.isEmpty() || SqlStates.find(e) != null) {
        throw e;
      }
      // All that belongs under the lock is done, so nobody can come in between any more.
      guarded.notice("A migration has released Flyway's lock itself, before its time.");
      return done.get(0);
    } finally {
      waiting.end();
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // Flyway's own signature
  public org.flywaydb.core.internal.database.base.Schema getSchema(String name) {
    return new Schema(getJdbcTemplate(), guarded, name);
  }

  /** Nobody drops the schema or the table of the history but Flyway's {@code clean}. */
  private static final class Schema extends PostgreSQLSchema {

    private final GuardedDatabase guarded;
    private boolean found;

    Schema(JdbcTemplate jdbcTemplate, GuardedDatabase database, String name) {
      super(jdbcTemplate, database, name);
      guarded = database;
    }

    @Override
    protected boolean doExists() throws SQLException {
      if (!found || guarded.isCleaned()) {
        found = super.doExists();
      }
      return found;
    }

    @Override
    @SuppressWarnings("rawtypes") // Flyway's own signature
    public Table getTable(String tableName) {
      return new KnownTable(jdbcTemplate, guarded, this, tableName);
    }
  }

  private static final class KnownTable extends PostgreSQLTable {

    private final GuardedDatabase guarded;
    private final @Nullable LedgerTable ledger;
    private boolean found;

    KnownTable(JdbcTemplate jdbcTemplate, GuardedDatabase database, Schema schema, String name) {
      super(jdbcTemplate, database, schema, name);
      guarded = database;
      ledger = name.equals(database.historyTable()) ? database.historyIn(schema.getName()) : null;
    }

    @Override
    protected boolean doExists() throws SQLException {
      if (!found || guarded.isCleaned()) {
        found = ledger == null ? super.doExists() : bothExist(ledger);
      }
      return found;
    }

    /** One look for the history and the ledger beside it. */
    private boolean bothExist(LedgerTable beside) throws SQLException {
      try (PreparedStatement query =
          jdbcTemplate.getConnection().prepareStatement(HISTORY_TABLES)) {
        query.setString(1, beside.schema());
        query.setString(2, beside.history());
        query.setString(3, beside.name());
        try (ResultSet row = query.executeQuery()) {
          row.next();
          if (row.getBoolean("ledger")) {
            guarded.ledgerExists();
          }
          return row.getBoolean("history");
        }
      }
    }
  }
}
