/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the pages of the rules tell people to run, PostgreSQL runs, or refuses as they say. */
@PostgresTest
class RulePagesServerTest {

  /** About databases and roles that a test has no others of, or a language that is not there. */
  private static final Set<String> NOT_HERE = Set.of("drop-database", "drop-owned", "do-block");

  /** What their pages show is wrong by itself. */
  private static final Set<String> REFUSED =
      Set.of(
          "ban-duplicate-column-assignments",
          "concurrently-in-transaction",
          "syntax-error",
          "unparsed-statement");

  @Test
  void whatReproducesItRuns(TestDatabase database) throws Exception {
    assertThat(refused("## How to reproduce it", database))
        .containsExactlyInAnyOrderElementsOf(REFUSED);
  }

  @Test
  void theSafeWayRuns(TestDatabase database) throws Exception {
    assertThat(refused("## The safe way", database)).isEmpty();
  }

  private static List<String> refused(String heading, TestDatabase database)
      throws SQLException, IOException {
    List<String> refused = new ArrayList<>();
    for (Rule rule : Rules.ALL) {
      if (NOT_HERE.contains(rule.id())) {
        continue;
      }
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "drop schema if exists public, archive, old, shop, store cascade;"
                + " create schema public");
        // LOCK TABLE means nothing elsewhere
        connection.setAutoCommit(!rule.id().equals("explicit-lock"));
        for (String one : FixerTest.split(RulePagesTest.block(rule, heading))) {
          statement.execute(one);
        }
      } catch (SQLException e) {
        refused.add(rule.id());
      }
    }
    return refused;
  }
}
