/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@PostgresTest
class LeakCheckTest {

  @Test
  void namesASessionOfOurs(TestDatabase database) throws SQLException {
    for (String name : new String[] {"clearway", "Clearway stall watch", "Flyway by Redgate"}) {
      try (Connection session = database.connect(name)) {
        assertThat(LeakCheck.of(database).leaks()).singleElement().asString().contains(name);
        assertThat(session.isClosed()).isFalse();
      }
      LeakCheck.of(database).assertClean();
    }
    try (Connection application = database.connect("shop")) {
      assertThat(application.isClosed()).isFalse();
      assertThat(LeakCheck.of(database).leaks()).isEmpty();
    }
  }

  @Test
  void namesAnAdvisoryLock(TestDatabase database) throws SQLException {
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(4711)");
      assertThatThrownBy(() -> LeakCheck.of(database).within(Duration.ZERO).assertClean())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("advisory lock (0, 4711, 1)");
    }
  }

  @Test
  void namesAPreparedTransactionWhichTheDatabaseSurvives(TestDatabase database)
      throws SQLException {
    try (Connection session = database.connect();
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      statement.execute("CREATE TABLE t (n int)");
      statement.execute("PREPARE TRANSACTION 'it''s mine'");
    }
    assertThat(LeakCheck.of(database).leaks()).containsExactly("prepared transaction it's mine");
    database.execute("ROLLBACK PREPARED 'it''s mine'");
  }

  @Test
  void dropsADatabaseInSpiteOfItsSessionsAndPreparedTransactions() throws SQLException {
    TestDatabase database = PostgresServer.shared().createDatabase();
    DatabaseRole role = database.createRole("app");
    try (Connection open = database.connectAs(role);
        Connection prepared = database.connect();
        Statement statement = prepared.createStatement()) {
      prepared.setAutoCommit(false);
      statement.execute("CREATE TABLE t (n int)");
      statement.execute("PREPARE TRANSACTION 'left'");
      database.close();
      assertThat(open.isValid(5)).isFalse();
    }
    try (TestDatabase other = PostgresServer.shared().createDatabase()) {
      assertThat(
              other.queryLong(
                  "SELECT (SELECT count(*) FROM pg_database WHERE datname = ?)"
                      + " + (SELECT count(*) FROM pg_roles WHERE rolname = ?)",
                  database.name(),
                  role.name()))
          .isZero();
    }
  }

  @Test
  @AllowInvalidIndexes
  void namesAnInvalidIndexUnlessAllowed(TestDatabase database) throws SQLException {
    database.execute("CREATE TABLE t AS SELECT 1 AS n UNION ALL SELECT 1");
    assertThatThrownBy(() -> database.execute("CREATE UNIQUE INDEX CONCURRENTLY twice ON t (n)"))
        .isInstanceOf(SQLException.class);
    assertThat(LeakCheck.of(database).leaks()).containsExactly("invalid index twice");
    LeakCheck.of(database).ignoringInvalidIndexes().assertClean();
  }
}
