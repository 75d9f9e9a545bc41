/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@PostgresTest(template = PostgresTestTest.Shop.class)
class PostgresTestTest {

  static final class Shop implements DatabaseTemplate {
    @Override
    public void prepare(TestDatabase database) throws SQLException {
      database.execute("CREATE TABLE shop AS SELECT clock_timestamp() AS made");
    }
  }

  private static String firstName = "";
  private static String firstMade = "";

  @BeforeEach
  void addARow(TestDatabase database) throws SQLException {
    database.execute("CREATE TABLE mine (n int)");
  }

  @Test
  void firstDatabase(TestDatabase database, PostgresServer server) throws SQLException {
    assertFreshCopy(database);
    assertThat(database.server()).isSameAs(server).isSameAs(PostgresServer.shared());
  }

  @Test
  void secondDatabase(TestDatabase database) throws SQLException {
    assertFreshCopy(database);
  }

  @Test
  void givesRolesWithFewRights(TestDatabase database) throws SQLException {
    DatabaseRole plain = database.createRole("app");
    DatabaseRole reader = database.createRole("stats", "pg_read_all_stats");
    try (Connection session = database.connectAs(plain)) {
      assertThat(session.getMetaData().getUserName()).isEqualTo(plain.name());
    }
    assertThat(
            database.queryLong(
                "SELECT count(*) FROM pg_roles WHERE rolname = ? AND rolsuper", plain.name()))
        .isZero();
    assertThat(
            database.queryString(
                "SELECT pg_has_role(?, 'pg_read_all_stats', 'MEMBER')", reader.name()))
        .isEqualTo("t");
    assertThat(plain.toString()).doesNotContain(plain.password());
  }

  @Nested
  class WithATemplateOfTheEnclosingClass {
    @Test
    void alsoGetsADatabase(TestDatabase database) throws SQLException {
      assertFreshCopy(database);
    }
  }

  /** The copies differ in name, and hold what was made once. */
  private static synchronized void assertFreshCopy(TestDatabase database) throws SQLException {
    assertThat(database.queryLong("SELECT count(*) FROM mine")).isZero();
    assertThat(database.name()).isNotEqualTo(firstName);
    String made = database.queryString("SELECT made::text FROM shop");
    if (firstMade.isEmpty()) {
      firstMade = made;
      firstName = database.name();
    }
    assertThat(made).isEqualTo(firstMade);
  }
}
