/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.clearway.core.sql.LockMode;
import dev.clearway.testkit.DatabaseTemplate;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each lock mode that somebody holds against each that a statement wants: the verdict is what
 * PostgreSQL then does with the statement itself.
 */
@PostgresTest(template = VerdictMatrixTest.Tables.class)
class VerdictMatrixTest {

  /** A table, another one of its name, and a partitioned one of three levels. */
  record Tables() implements DatabaseTemplate {
    @Override
    public void prepare(TestDatabase database) throws Exception {
      database.execute(
          """
          create table t (a int, b int) with (autovacuum_enabled = off);
          create schema other;
          create table other.t (a int, b int) with (autovacuum_enabled = off);
          create table p (a int, b int) partition by range (a);
          create table p1 partition of p for values from (0) to (100) partition by range (a);
          create table p11 partition of p1 for values from (0) to (50);
          create table p12 partition of p1 for values from (50) to (100);
          create table p_default partition of p default;
          insert into p select g, g from generate_series(0, 150, 10) g;
          create function touch() returns trigger language plpgsql as 'begin return new; end';
          """);
    }
  }

  /** A statement for each mode. */
  private static Map<LockMode, String> statements(String table) {
    Map<LockMode, String> statements = new EnumMap<>(LockMode.class);
    statements.put(LockMode.ACCESS_SHARE, "select count(*) from %s");
    statements.put(LockMode.ROW_SHARE, "select * from %s for update");
    statements.put(LockMode.ROW_EXCLUSIVE, "update %s set b = 1");
    statements.put(
        LockMode.SHARE_UPDATE_EXCLUSIVE, "alter table %s alter column b set statistics 50");
    statements.put(LockMode.SHARE, "create index on %s (b)");
    statements.put(
        LockMode.SHARE_ROW_EXCLUSIVE,
        "create trigger touch before update on %s for each row execute function touch()");
    statements.put(LockMode.EXCLUSIVE, "lock table %s in exclusive mode");
    statements.put(LockMode.ACCESS_EXCLUSIVE, "alter table %s alter column b set default 7");
    statements.replaceAll((mode, sql) -> sql.formatted(table));
    return statements;
  }

  @Test
  void aStatementOfEachModeIsForecastInItsMode(TestDatabase database) throws Exception {
    for (Map.Entry<LockMode, String> wanted : statements("t").entrySet()) {
      assertThat(PreflightRun.of(database, wanted.getValue()).result().locks())
          .as(wanted.getValue())
          .extracting(PlannedLock::relation, PlannedLock::mode)
          .contains(tuple("public.t", wanted.getKey()));
    }
  }

  @ParameterizedTest
  @EnumSource(LockMode.class)
  void theVerdictIsWhatPostgresDoes(LockMode held, TestDatabase database) throws Exception {
    try (LockHolder holder = LockHolder.hold(database, "t", held.sqlName());
        Connection attempt = database.connect()) {
      database.await().transactionOlderThan(holder.pid(), PreflightRun.LONG);
      for (Map.Entry<LockMode, String> wanted : statements("t").entrySet()) {
        PreflightResult result = PreflightRun.of(database, wanted.getValue()).result();

        boolean blocked = isBlocked(attempt, wanted.getValue());

        assertThat(result.verdict())
            .as("%s while %s is held", wanted.getValue(), held)
            .isEqualTo(blocked ? Verdict.HOLD : Verdict.CLEAR);
        assertThat(blocked).isEqualTo(wanted.getKey().conflictsWith(held));
        assertThat(result.blockers()).hasSize(blocked ? 1 : 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"other.t", "p", "p1", "p11", "p_default"})
  void alsoOnEachLevelOfPartitionsAndForTheSameNameInAnotherSchema(
      String heldOn, TestDatabase database) throws Exception {
    List<String> statements = new ArrayList<>();
    for (String table : heldOn.equals("other.t") ? List.of("t") : List.of("p", "p1", "p11")) {
      statements.addAll(statements(table).values());
    }
    for (LockMode held : LockMode.values()) {
      try (LockHolder holder = LockHolder.hold(database, "only " + heldOn, held.sqlName());
          Connection attempt = database.connect()) {
        database.await().transactionOlderThan(holder.pid(), PreflightRun.LONG);
        PreflightResult result =
            PreflightRun.of(database, statements.toArray(String[]::new)).result();
        Set<String> heldBack =
            result.findings().stream()
                .filter(finding -> finding.severity() == Severity.HOLD)
                .map(finding -> String.valueOf(finding.statement()))
                .collect(Collectors.toSet());
        for (String statement : statements) {
          assertThat(heldBack.contains(statement))
              .as("%s while %s is held on %s", statement, held, heldOn)
              .isEqualTo(isBlocked(attempt, statement));
        }
        assertThat(result.verdict()).isEqualTo(heldBack.isEmpty() ? Verdict.CLEAR : Verdict.HOLD);
      }
    }
  }

  /** A real attempt, whose work is undone. */
  private static boolean isBlocked(Connection connection, String statement) throws SQLException {
    try (Statement attempt = connection.createStatement()) {
      connection.setAutoCommit(false);
      attempt.execute("set local lock_timeout = '15ms'");
      try {
        attempt.execute(statement);
        return false;
      } catch (SQLException e) {
        if (!"55P03".equals(e.getSQLState())) {
          throw e;
        }
        return true;
      } finally {
        connection.rollback();
      }
    }
  }
}
