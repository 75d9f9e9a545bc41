/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of PostgreSQL's own functions is what the server says. */
@PostgresTest
class SteadyFunctionsTest {

  @Test
  void noneOfThemIsVolatile(TestDatabase database) throws SQLException {
    List<String> wrong = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select distinct proname from pg_proc"
                    + " where pronamespace = 'pg_catalog'::regnamespace and provolatile = 'v'")) {
      while (row.next()) {
        wrong.add(row.getString(1));
      }
    }
    assertThat(wrong).contains("random", "nextval", "clock_timestamp");
    assertThat(SteadyFunctions.NAMES)
        .contains("now", "timezone")
        .doesNotContainAnyElementsOf(wrong);
  }
}
