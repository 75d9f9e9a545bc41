/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.guard.TransactionPoolerException;
import dev.clearway.core.ledger.IndexFacts;
import dev.clearway.core.ledger.InvalidIndexes;
import dev.clearway.core.ledger.LedgerRow;
import dev.clearway.core.ledger.LedgerStatement;
import dev.clearway.core.ledger.LedgerTable;
import dev.clearway.core.ledger.PartialScript;
import dev.clearway.core.ledger.Proof;
import dev.clearway.core.ledger.StatementLedger;
import dev.clearway.core.ledger.StatementState;
import dev.clearway.core.ledger.Verdict;
import dev.clearway.core.lock.PoolerProbe;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.flyway.RepairStep.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.jspecify.annotations.Nullable;

/**
 * Flyway's {@code repair}, and ours with it: what unfinished scripts have left is cleaned up, and
 * what the ledger has of scripts that have changed is brought into line with them. First it says
 * what it would do. Not thread-safe.
 */
public final class GuardedRepair implements AutoCloseable {

  /** "Flyway" in letters, to which Flyway adds the hash of the history table's name. */
  private static final long LOCK =
      new java.math.BigInteger("Flyway".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
          .longValueExact();

  private static final long LOCK_PATIENCE_MILLIS = 15_000;

  /** What a person says about statements in doubt. */
  public enum InDoubt {
    /** Nothing: they stay in doubt. */
    ASK,
    /** They had their effect. */
    DONE,
    /** They had none, and are to be executed again. */
    AGAIN
  }

  /** Somebody migrates this database just now. */
  public static final class BusyException extends RuntimeException {
    BusyException(String holder) {
      super("A migration is running: " + holder);
    }
  }

  private final Configuration flyway;
  private final InDoubt inDoubt;
  private final Connection connection;
  private final StatementLedger ledger;
  private final PendingScripts scripts = new PendingScripts();
  private final Map<String, MigrationInfo> migrations = new HashMap<>();
  private final List<Work> work = new ArrayList<>();
  private final List<RepairStep> steps = new ArrayList<>();

  private interface Work {
    void run() throws SQLException;
  }

  private GuardedRepair(
      Configuration flyway, InDoubt inDoubt, Connection connection, LedgerTable table) {
    this.flyway = flyway;
    this.inDoubt = inDoubt;
    this.connection = connection;
    this.ledger = new StatementLedger(table);
  }

  /**
   * Looks at what there is to repair, and keeps migrations out until it is closed.
   *
   * @param flyway Flyway's own configuration, with its data source
   * @throws TransactionPoolerException if the lock would stay in a session of somebody else
   * @throws BusyException if a migration runs and does not end within some seconds
   */
  public static GuardedRepair plan(Configuration flyway, InDoubt inDoubt) throws SQLException {
    Connection connection = flyway.getDataSource().getConnection();
    try {
      connection.setAutoCommit(true);
      if (PoolerProbe.losesSession(connection, () -> flyway.getDataSource().getConnection())) {
        throw new TransactionPoolerException();
      }
      LedgerTable table = Ledgers.table(flyway, connection);
      lock(flyway, connection, table);
      GuardedRepair repair = new GuardedRepair(flyway, inDoubt, connection, table);
      repair.look();
      return repair;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static void lock(Configuration flyway, Connection connection, LedgerTable table)
      throws SQLException {
    long key = LOCK + table.historySql().hashCode();
    long deadline = System.nanoTime() + LOCK_PATIENCE_MILLIS * 1_000_000;
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_catalog.pg_try_advisory_lock(?)")) {
      lock.setLong(1, key);
      while (true) {
        try (ResultSet row = lock.executeQuery()) {
          row.next();
          if (row.getBoolean(1)) {
            return;
          }
        }
        if (System.nanoTime() > deadline) {
          String holder =
              new DatabaseProbe(() -> flyway.getDataSource().getConnection()).otherMigration();
          throw new BusyException(holder == null ? "it has just ended, try again" : holder);
        }
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusyException("interrupted");
    }
  }

  /** What there is to do, in order. */
  public List<RepairStep> steps() {
    return List.copyOf(steps);
  }

  /** Whether a person has to decide about a statement first. */
  public boolean isUndecided() {
    return steps.stream().anyMatch(step -> step.kind() == Kind.UNDECIDED);
  }

  private void look() throws SQLException {
    FluentConfiguration reading =
        new FluentConfiguration(flyway.getClassLoader()).configuration(flyway);
    reading.skipDefaultCallbacks(true);
    // Whether a script may mix is a question for when it runs.
    reading.mixed(true);
    reading.callbacks(new Callback[0]);
    ClearwayConfigurationExtension.attach(reading, scripts);
    boolean history = false;
    for (MigrationInfo migration : reading.load().info().all()) {
      migrations.put(migration.getScript(), migration);
      history |= history(migration);
    }
    for (PartialScript partial : ledger.partial(connection)) {
      look(partial);
    }
    if (history) {
      // after the ledger: Flyway's own repair takes over what it removes a failed row of
      work.add(
          () -> {
            FluentConfiguration own =
                new FluentConfiguration(flyway.getClassLoader()).configuration(flyway);
            own.mixed(true);
            own.load().repair();
          });
    }
  }

  private boolean history(MigrationInfo migration) {
    MigrationState state = migration.getState();
    if (state.isFailed()) {
      step(Kind.REMOVE_FAILED_ROW, migration.getScript(), null, "the history says that it failed");
      return true;
    }
    if (state.isApplied()
        && state != MigrationState.BASELINE
        && state.isResolved()
        && migration.getVersion() != null
        && !(migration.isChecksumMatching()
            && migration.isDescriptionMatching()
            && migration.isTypeMatching())) {
      step(
          Kind.ALIGN_HISTORY,
          migration.getScript(),
          null,
          "the history has another checksum, description or type than the script");
      return true;
    }
    if (state == MigrationState.MISSING_SUCCESS || state == MigrationState.MISSING_FAILED) {
      step(
          Kind.ALIGN_HISTORY,
          migration.getScript(),
          null,
          "the history has it, and no script of that name is found any more");
      return true;
    }
    return false;
  }

  private void step(Kind kind, @Nullable String script, @Nullable LedgerRow row, String text) {
    steps.add(
        new RepairStep(
            kind,
            script,
            row == null ? null : row.ordinal(),
            row == null ? null : row.statement().line(),
            text));
  }

  private void look(PartialScript partial) throws SQLException {
    String name = partial.script();
    MigrationInfo migration = migrations.get(name);
    SqlScript script = scripts.find(name);
    boolean applied =
        migration != null
            && migration.getState().isApplied()
            && migration.getState() != MigrationState.OUTDATED
            && !migration.getState().isFailed();
    List<String> texts = script == null ? List.of() : texts(script);
    for (LedgerRow row : partial.inDoubt()) {
      inDoubt(partial, row, text(row, texts));
    }
    if (script == null || applied) {
      step(
          Kind.FORGET,
          name,
          null,
          (applied ? "it is applied by now" : "there is no such script any more")
              + "; the ledger still has "
              + partial.done()
              + " of its statements as done");
      work.add(() -> ledger.forget(connection, name));
      return;
    }
    List<LedgerStatement> statements = statements(script);
    boolean changed = !partial.repaired() && !partial.differences(statements).isEmpty();
    if (!changed && !partial.repaired()) {
      return;
    }
    if (partial.isBeginningOf(statements)) {
      if (changed) {
        step(
            Kind.TAKE_OVER,
            name,
            null,
            "it was changed after "
                + partial.done()
                + " of "
                + partial.rows().size()
                + " statements: these stay done, the rest is taken as it is now");
      }
    } else {
      step(
          Kind.BEGIN_ANEW,
          name,
          null,
          "statements that are done were changed: it begins anew, with the first of its statements");
    }
    work.add(() -> ledger.repair(connection, name));
  }

  private void inDoubt(PartialScript partial, LedgerRow row, @Nullable String sql)
      throws SQLException {
    String name = partial.script();
    String what = "statement " + row.ordinal() + ": " + row.statement().text();
    Verdict verdict =
        sql == null
            ? null
            : Proof.of(new SqlParser().parse(sql), sql).look(connection, row.before());
    if (verdict != null) {
      for (IndexFacts index : verdict.leftovers()) {
        step(
            Kind.DROP_INDEX,
            name,
            row,
            "the invalid index " + index.display() + " of an unfinished build on " + index.table());
        work.add(() -> InvalidIndexes.drop(connection, index));
      }
    }
    StatementState state =
        verdict == null || verdict.state() == Verdict.State.UNKNOWN
            ? switch (inDoubt) {
              case ASK -> null;
              case DONE -> StatementState.DONE;
              case AGAIN -> StatementState.PENDING;
            }
            : verdict.state() == Verdict.State.DONE
                ? StatementState.DONE
                : verdict.finish() == null ? StatementState.PENDING : StatementState.BEGUN;
    if (state == null) {
      step(Kind.UNDECIDED, name, row, what);
    } else if (state != StatementState.BEGUN) {
      step(state == StatementState.DONE ? Kind.MARK_DONE : Kind.MARK_PENDING, name, row, what);
      work.add(
          () -> ledger.record(connection, name, row.ordinal(), state, List.of(), row.run(), null));
    }
  }

  /** The whole statement: the ledger has the beginning of a long one only. */
  private static @Nullable String text(LedgerRow row, List<String> texts) {
    for (String text : texts) {
      if (LedgerStatement.of(row.statement().line(), text).hash().equals(row.statement().hash())) {
        return text;
      }
    }
    LedgerStatement kept = LedgerStatement.of(row.statement().line(), row.statement().text());
    return kept.hash().equals(row.statement().hash()) ? row.statement().text() : null;
  }

  private static List<String> texts(SqlScript script) {
    List<String> texts = new ArrayList<>();
    each(script, statement -> texts.add(statement.getSql()));
    return texts;
  }

  static List<LedgerStatement> statements(SqlScript script) {
    List<LedgerStatement> statements = new ArrayList<>();
    each(
        script,
        statement ->
            statements.add(LedgerStatement.of(statement.getLineNumber(), statement.getSql())));
    return statements;
  }

  private static void each(SqlScript script, java.util.function.Consumer<SqlStatement> use) {
    try (SqlStatementIterator iterator = script.getSqlStatements()) {
      SqlStatement statement;
      while ((statement = iterator.next()) != null) {
        use.accept(statement);
      }
    }
  }

  /** Does what {@link #steps} says, but for what is undecided. */
  public void apply() throws SQLException {
    for (Work one : work) {
      one.run();
    }
  }

  /** Lets migrations run again. */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
