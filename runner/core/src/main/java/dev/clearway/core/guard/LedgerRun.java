/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.ledger.LedgerRow;
import dev.clearway.core.ledger.LedgerStatement;
import dev.clearway.core.ledger.PartialScript;
import dev.clearway.core.ledger.ScriptDifference;
import dev.clearway.core.ledger.StatementLedger;
import dev.clearway.core.ledger.StatementState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ledger's view of one script while it runs: read once, then kept in step with the table. */
final class LedgerRun {

  private final StatementLedger ledger;
  private final Connection connection;
  private final String script;
  private final String run;
  private final @Nullable String role;
  private final List<LedgerRow> rows;

  private LedgerRun(
      StatementLedger ledger,
      Connection connection,
      String script,
      String run,
      @Nullable String role,
      List<LedgerRow> rows) {
    this.ledger = ledger;
    this.connection = connection;
    this.script = script;
    this.run = run;
    this.role = role;
    this.rows = new ArrayList<>(rows);
  }

  /**
   * Reads what is recorded of {@code script}, and records all of its statements where nothing is.
   *
   * @param role to write as, where the script changes its role; null where it does not
   * @throws ScriptChangedException if it is not the script that was begun
   */
  static LedgerRun open(
      StatementLedger ledger,
      Connection connection,
      Script script,
      String run,
      @Nullable String role)
      throws SQLException {
    List<LedgerStatement> statements =
        script.statements().stream().map(s -> LedgerStatement.of(s.line(), s.sql())).toList();
    ledger.create(connection);
    PartialScript begun = ledger.find(connection, script.name());
    if (begun != null && begun.repaired()) {
      return repaired(ledger, connection, script, run, role, begun, statements);
    }
    if (begun != null) {
      List<ScriptDifference> differences = begun.differences(statements);
      if (differences.isEmpty()) {
        return new LedgerRun(ledger, connection, script.name(), run, role, begun.rows());
      }
      if (begun.rows().stream().anyMatch(row -> row.state() != StatementState.PENDING)) {
        throw new ScriptChangedException(script.name(), begun.done(), differences);
      }
      ledger.forget(connection, script.name());
    }
    ledger.plan(connection, script.name(), script.checksum(), statements, run);
    PartialScript planned = ledger.find(connection, script.name());
    return new LedgerRun(
        ledger, connection, script.name(), run, role, planned == null ? List.of() : planned.rows());
  }

  /**
   * Takes over what was begun, if the script still begins with it; a script that does not begins
   * anew, as a person has decided.
   */
  private static LedgerRun repaired(
      StatementLedger ledger,
      Connection connection,
      Script script,
      String run,
      @Nullable String role,
      PartialScript begun,
      List<LedgerStatement> statements)
      throws SQLException {
    connection.setAutoCommit(false);
    try {
      ledger.forget(connection, script.name());
      ledger.plan(connection, script.name(), script.checksum(), statements, run);
      if (begun.isBeginningOf(statements)) {
        for (LedgerRow row : begun.rows()) {
          ledger.record(
              connection, script.name(), row.ordinal(), row.state(), row.before(), row.run(), null);
        }
      }
      connection.commit();
    } finally {
      connection.setAutoCommit(true);
    }
    PartialScript planned = ledger.find(connection, script.name());
    return new LedgerRun(
        ledger, connection, script.name(), run, role, planned == null ? List.of() : planned.rows());
  }

  LedgerRow row(int index) {
    return rows.get(index);
  }

  StatementState state(int index) {
    return rows.get(index).state();
  }

  int done() {
    return (int) rows.stream().filter(row -> row.state() == StatementState.DONE).count();
  }

  int size() {
    return rows.size();
  }

  /** Whether an earlier run has begun any of it. */
  boolean isResumed() {
    return rows.stream().anyMatch(row -> row.state() != StatementState.PENDING);
  }

  /** Writes, in the transaction that is open where one is. */
  void write(int index, StatementState state, List<Long> before) throws SQLException {
    ledger.record(connection, script, index + 1, state, before, run, role);
  }

  /** What was written is committed. */
  void written(int index, StatementState state, List<Long> before) {
    LedgerRow row = rows.get(index);
    rows.set(
        index,
        new LedgerRow(row.ordinal(), row.statement(), state, before, row.run(), row.changedAt()));
  }

  /** Writes on its own. */
  void record(int index, StatementState state, List<Long> before) throws SQLException {
    if (role == null) {
      write(index, state, before);
    } else {
      // SET LOCAL needs a transaction
      connection.setAutoCommit(false);
      try {
        write(index, state, before);
        connection.commit();
      } finally {
        connection.setAutoCommit(true);
      }
    }
    written(index, state, before);
  }
}
