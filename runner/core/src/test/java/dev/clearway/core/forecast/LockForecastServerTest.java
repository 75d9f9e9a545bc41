/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.sql.SqlResource;
import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The forecast against servers of several majors, statement by statement. */
class LockForecastServerTest {

  /** The oldest and the newest run everything; what is between differs from them in little. */
  private static final int BETWEEN = 17;

  private record Case(String setup, String statements, int least, boolean everywhere) {}

  private static final List<Case> CASES =
      List.of(
          new Case("statements-setup.sql", "statements.txt", 100, true),
          new Case("locks-setup.sql", "measured-statements.txt", 400, true),
          new Case("shop-setup.sql", "shop-statements.txt", 250, false),
          new Case("extensions-setup.sql", "extensions-statements.txt", 100, false),
          new Case("owned-setup.sql", "owned-statements.txt", 5, false));

  /** At once, because client and server take turns in each, and nothing in here is timed. */
  @Test
  void forecastsWhatTheServersThenDo() {
    List<Integer> majors =
        Stream.of(14, BETWEEN, 18).filter(EmbeddedServer.availableMajors()::contains).toList();
    assertThat(majors).isNotEmpty();
    List<CompletableFuture<List<String>>> all =
        majors.stream()
            .map(major -> CompletableFuture.supplyAsync(() -> differences(major)))
            .toList();
    assertThat(all).flatExtracting(CompletableFuture::join).isEmpty();
  }

  private static List<String> differences(int major) {
    List<String> differences = new ArrayList<>();
    try (PostgresServer server = PostgresServer.start(major)) {
      for (Case each : CASES) {
        if (major == BETWEEN && !each.everywhere) {
          continue;
        }
        List<String> lines =
            SqlResource.load(LockForecastServerTest.class, each.statements).lines().toList();
        assertThat(lines).hasSizeGreaterThan(each.least);
        try (TestDatabase database = server.createDatabase()) {
          database.execute(SqlResource.load(LockForecastServerTest.class, each.setup));
          if (each.setup.equals("locks-setup.sql")) {
            differences.addAll(MeasuredRows.differences(database));
          }
          try (Connection connection = database.connect()) {
            differences.addAll(new ServerComparison(connection).differences(lines));
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL " + major, e);
    }
    return differences;
  }
}
