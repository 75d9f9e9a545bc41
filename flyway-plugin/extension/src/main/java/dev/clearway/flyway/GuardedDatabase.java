/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.guard.Guard;
import dev.clearway.core.guard.GuardedSession;
import dev.clearway.core.guard.TransactionPoolerException;
import dev.clearway.core.ledger.LedgerTable;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.sql.RawTexts;
import dev.clearway.core.sql.SqlResource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.database.base.Table;
import org.flywaydb.core.internal.exception.FlywaySqlException;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.core.internal.util.Pair;
import org.flywaydb.database.postgresql.PostgreSQLConnection;
import org.flywaydb.database.postgresql.PostgreSQLDatabase;
import org.jspecify.annotations.Nullable;

/** Flyway's database for one command, with the guard that its connections share. */
final class GuardedDatabase extends PostgreSQLDatabase {

  private final List<Connection> connections = new ArrayList<>();
  private final List<GuardedSession> sessions = new ArrayList<>();
  private @Nullable Guard guard;
  private RawTexts rawTexts = RawTexts.NONE;
  private @Nullable LedgerTable ledger;
  private @Nullable LockWait lockWait;
  private @Nullable PlainRun plainRun;
  private boolean ledgerExists;
  private boolean cleaned;
  private boolean nothingBegan;

  @SuppressWarnings("NullAway") // Flyway passes null where nothing intercepts statements
  GuardedDatabase(Configuration configuration, JdbcConnectionFactory jdbcConnectionFactory) {
    super(configuration, jdbcConnectionFactory, null);
  }

  @Override
  protected PostgreSQLConnection doGetConnection(Connection connection) {
    Guard current = guard();
    if (plainRun != null) {
      plainRun.connected(connection);
    }
    GuardedSession session = current.session(connection, true);
    GuardedConnections.add(
        connection, new GuardedConnections.Guarded(session, current.settings(), this));
    connections.add(connection);
    sessions.add(session);
    if (ledger != null) {
      session.ledger(ledger);
    }
    return new GuardedConnection(this, connection, session);
  }

  /**
   * Nothing of a command that changes something may go through a pooler in transaction mode: each
   * of them takes Flyway's lock, before which there can only be callbacks, which are guarded.
   */
  void requireOwnSession(Connection connection) {
    try {
      guard().requireOwnSession(connection);
    } catch (TransactionPoolerException e) {
      throw new GuardedMigrationException(e);
    } catch (SQLException e) {
      throw new FlywaySqlException("Unable to ask whose session this is", e);
    }
  }

  /** Who says whom we wait for. */
  LockWait lockWait() {
    LockWait wait = lockWait;
    if (wait == null) {
      wait =
          new LockWait(
              new DatabaseProbe(() -> configuration.getDataSource().getConnection()),
              ClearwayConfigurationExtension.setup(configuration).listener());
      lockWait = wait;
    }
    return wait;
  }

  /** Tells the one who watches the run. */
  void notice(String text) {
    ClearwayConfigurationExtension.setup(configuration)
        .listener()
        .on(new RunEvent.Notice("", text));
  }

  /** Hears texts before anything is taken out of them. */
  RawTexts rawTexts() {
    return rawTexts;
  }

  /** What the history's table is called. */
  String historyTable() {
    return configuration.getTable();
  }

  /** The history table is in this schema: the ledger is beside it. */
  LedgerTable historyIn(String schema) {
    LedgerTable known = ledger;
    if (known == null) {
      known = LedgerTable.beside(schema, configuration.getTable());
      ledger = known;
      for (GuardedSession session : sessions) {
        session.ledger(known);
      }
      ClearwayConfigurationExtension.setup(configuration).ledger().accept(known);
    }
    return known;
  }

  /** The ledger's table is there. */
  void ledgerExists() {
    ledgerExists = true;
  }

  /**
   * Nothing of a script was executed, and the ledger does not know of it: the failed row that
   * Flyway is going to write would stop every later run for nothing.
   */
  void nothingBegan() {
    nothingBegan = true;
  }

  /**
   * A failed row of a script that the ledger has begun stops nobody: it goes on where it was. Any
   * other failed row stays what it is to Flyway.
   */
  @Override
  @SuppressWarnings("rawtypes") // Flyway's own signature
  public String getSelectStatement(Table table) {
    String plain = super.getSelectStatement(table);
    LedgerTable beside = ledger;
    return beside == null || !ledgerExists || showsFailedRows()
        ? plain
        : "select h.* from ("
            + plain
            + ") h where h.success or not exists (select from "
            + beside.sql()
            + " l where l.script = h.script) order by h.installed_rank";
  }

  /**
   * Flyway's {@code info} shows what is there, and its {@code repair} is what removes it. Nothing
   * but the stack tells which command asks.
   */
  private boolean showsFailedRows() {
    boolean plainInfo = !ClearwayConfigurationExtension.hasHost(configuration);
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames.anyMatch(
                    frame ->
                        frame.getClassName().endsWith(".command.DbRepair")
                            || (plainInfo && frame.getClassName().endsWith(".command.DbInfo"))));
  }

  /**
   * Repair is a person's decision: what is done stays done if the script still begins with it, and
   * the rest may have changed.
   */
  @Override
  @SuppressWarnings("rawtypes") // Flyway's own signature
  public Pair<String, Object> getDeleteStatement(Table table, boolean version, String filter) {
    Pair<String, Object> plain = super.getDeleteStatement(table, version, filter);
    LedgerTable beside = ledger;
    return beside == null || !ledgerExists
        ? plain
        : Pair.of(
            SqlResource.load(GuardedDatabase.class, "repair-history.sql")
                .replace("${delete}", plain.getLeft())
                .replace("${ledger}", beside.sql()),
            plain.getRight());
  }

  /**
   * With a row of the history, and in one transaction with it: the failed rows that {@link
   * #getSelectStatement} hides go first, as this row may get the rank of one; and what the ledger
   * has of a script that is done goes afterwards.
   */
  @Override
  @SuppressWarnings("rawtypes") // Flyway's own signature
  public String getInsertStatement(Table table) {
    String plain = super.getInsertStatement(table);
    LedgerTable beside = ledger;
    if (beside != null && nothingBegan) {
      return SqlResource.load(GuardedDatabase.class, "add-no-failed-row.sql")
          .replace("${insert}", plain)
          .replace("${history}", beside.historySql());
    }
    return beside == null || !ledgerExists
        ? plain
        : SqlResource.load(GuardedDatabase.class, "add-to-history.sql")
            .replace("${insert}", plain)
            .replace("${ledger}", beside.sql())
            .replace("${history}", beside.historySql());
  }

  @Override
  protected void doCleanPreSchemas() throws SQLException {
    cleaned = true;
    ledgerExists = false;
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
      RunListener listener = setup.listener();
      RawTexts texts = setup.rawTexts();
      if (!ClearwayConfigurationExtension.hasHost(configuration)) {
        plainRun = new PlainRun(setup.resolved(), configuration, listener);
        listener = plainRun;
        texts = plainRun.rawTexts();
      }
      current =
          new Guard(
              () -> configuration.getDataSource().getConnection(),
              setup.settings(),
              listener,
              texts);
      rawTexts = texts;
      setup.opened().accept(current);
      guard = current;
    }
    return current;
  }

  @Override
  public void close() {
    try {
      sessions.forEach(GuardedDatabase::leave);
      super.close();
    } finally {
      connections.forEach(GuardedConnections::remove);
      if (lockWait != null) {
        lockWait.close();
      }
      if (guard != null) {
        guard.close();
      }
      if (plainRun != null) {
        plainRun.finish(ledger);
      }
    }
  }

  private static void leave(GuardedSession session) {
    try {
      session.leave();
    } catch (SQLException ignored) {
      // The connection is broken, which whoever needs it next is going to hear.
    }
  }
}
