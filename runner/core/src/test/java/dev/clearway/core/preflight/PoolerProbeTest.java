/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.config.SettingsResolver;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import dev.clearway.testkit.TransactionPooler;
import dev.clearway.testkit.TransactionPooler.Mode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pooler is found out by what it does to sessions, and nothing is left in those of others. */
@PostgresTest
class PoolerProbeTest {

  private static final int SOMEBODY_ELSE = 1;

  /** Whether it is found out, and what is said of it. */
  private record Seen(boolean inTransactionMode, PreflightResult result) {}

  private static Seen look(String url, TestDatabase database, int announcedPid)
      throws SQLException {
    long since = System.nanoTime();
    try (Connection connection = connect(url, database)) {
      Preflight preflight =
          Preflight.begin(
              new PreflightSettings(SettingsResolver.resolve(List.of()).guard(), Duration.ZERO),
              new PreflightTarget(
                  connection, announcedPid, since, () -> connect(url, database), List.of()));
      return new Seen(preflight.isThroughTransactionPooler(), preflight.refuse());
    }
  }

  private static Connection connect(String url, TestDatabase database) throws SQLException {
    return DriverManager.getConnection(url, database.user(), database.password());
  }

  @Test
  void aServerWithoutOne(TestDatabase database) throws Exception {
    Seen direct = look(database.jdbcUrl(), database, 0);

    assertThat(direct.inTransactionMode()).isFalse();
    assertThat(PreflightRun.fact(direct.result(), "pooler")).isEqualTo("none");
    assertThat(direct.result().findings()).isEmpty();
  }

  @Test
  void sessionsThatChangeBetweenTransactions(TestDatabase database) throws Exception {
    try (TransactionPooler pooler = TransactionPooler.before(database, Mode.TRANSACTION, 2)) {
      Seen seen = look(pooler.jdbcUrl(database), database, 0);

      assertThat(seen.inTransactionMode()).isTrue();
      assertThat(seen.result().verdict()).isEqualTo(Verdict.NO_GO);
      assertThat(seen.result().findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.rule()).isEqualTo("transaction-pooler");
                assertThat(finding.message()).contains("lock_timeout").contains("search_path");
              });
      assertNothingIsLeftBehind(pooler, database);
    }
  }

  /** A quiet pool gives back the session that was used last: only a second client changes that. */
  @Test
  void aPoolThatIsUsedByNobodyElse(TestDatabase database) throws Exception {
    try (TransactionPooler pooler = TransactionPooler.before(database, Mode.LAST_USED, 2)) {
      assertThat(look(pooler.jdbcUrl(database), database, SOMEBODY_ELSE).inTransactionMode())
          .isTrue();
      assertNothingIsLeftBehind(pooler, database);
    }
  }

  @Test
  void oneThatKeepsTheSessionIsNoted(TestDatabase database) throws Exception {
    try (TransactionPooler pooler = TransactionPooler.before(database, Mode.SESSION, 2)) {
      Seen seen = look(pooler.jdbcUrl(database), database, SOMEBODY_ELSE);

      assertThat(seen.inTransactionMode()).isFalse();
      assertThat(seen.result().findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.rule()).isEqualTo("session-pooler");
                assertThat(finding.severity()).isEqualTo(Severity.NOTE);
              });
    }
  }

  private static void assertNothingIsLeftBehind(TransactionPooler pooler, TestDatabase database)
      throws SQLException {
    try (Connection application = connect(pooler.jdbcUrl(database), database);
        var statement = application.createStatement()) {
      for (int i = 0; i < 4; i++) {
        try (var row =
            statement.executeQuery(
                "select current_setting('default_transaction_read_only'),"
                    + " current_setting('lock_timeout'), current_setting('statement_timeout'),"
                    + " current_setting('application_name') like 'clearway%'")) {
          row.next();
          List<String> values = new ArrayList<>();
          for (int column = 1; column <= 4; column++) {
            values.add(row.getString(column));
          }
          assertThat(values).startsWith("off", "0", "0").endsWith("f");
        }
      }
    }
  }
}
