/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import static dev.clearway.core.ledger.StatementKind.OUTSIDE;
import static dev.clearway.core.ledger.StatementKind.SESSION;
import static dev.clearway.core.ledger.StatementKind.TRANSACTIONAL;
import static dev.clearway.core.ledger.StatementKind.TRANSACTION_CONTROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.sql.SqlParser;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
class StatementKindTest {

  private static StatementKind kind(String sql) {
    return StatementKind.of(new SqlParser().parse(sql), sql);
  }

  /** What the server itself says to each of them inside a transaction. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index concurrently on t (id)",
        "create unique index concurrently if not exists i on t (id)",
        "drop index concurrently t_pkey",
        "reindex index concurrently t_pkey",
        "reindex (verbose, concurrently) table t",
        "reindex schema public",
        "alter table p detach partition p1 concurrently",
        "vacuum t",
        "vacuum (full, analyze) t",
        "cluster",
        "alter system set work_mem = '4MB'",
        "create database another",
        "drop database if exists another",
        "drop tablespace if exists another",
        "create tablespace another location '/nowhere'",
      })
  void theServerRefusesInATransaction(String sql, TestDatabase database) throws Exception {
    assertThat(kind(sql)).isEqualTo(OUTSIDE);
    assertThat(inTransaction(sql, database)).isEqualTo("25001");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index on t (id)",
        "drop index if exists nothing",
        "reindex table t",
        "reindex (concurrently false) index t_pkey",
        "cluster t using t_pkey",
        "analyze t",
        "alter table p detach partition p1",
        "alter type mood add value 'meh'",
        "do $$ begin null; end $$",
        "insert into t values (1)",
        "alter database postgres set work_mem = '4MB'",
        "comment on table t is 'vacuum'",
      })
  void theServerTakesInATransaction(String sql, TestDatabase database) throws Exception {
    assertThat(kind(sql)).isEqualTo(TRANSACTIONAL);
    assertThat(inTransaction(sql, database)).isNotEqualTo("25001");
  }

  private static String inTransaction(String sql, TestDatabase database) throws SQLException {
    database.execute(
        "create table t (id int primary key); create type mood as enum ('ok');"
            + " create table p (id int) partition by range (id);"
            + " create table p1 partition of p for values from (0) to (9)");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        statement.execute(sql);
        return "";
      } catch (SQLException e) {
        return e.getSQLState();
      } finally {
        connection.rollback();
      }
    }
  }

  @Test
  void theSessionAndItsTransactionAreKindsOfTheirOwn() {
    Map.of(
            SESSION,
            List.of(
                "set role x",
                "reset all",
                "set time zone 'UTC'",
                "prepare p as select 1",
                "discard all",
                "select set_config('search_path', '', false)"),
            TRANSACTION_CONTROL,
            List.of(
                "begin",
                "start transaction",
                "commit",
                "end",
                "rollback",
                "abort",
                "prepare transaction 'x'"))
        .forEach(
            (kind, statements) ->
                assertThat(statements).allMatch(sql -> kind(sql) == kind, kind.name()));
  }
}
