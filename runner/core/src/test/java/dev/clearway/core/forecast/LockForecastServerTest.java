/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.SqlResource;
import dev.clearway.testkit.DatabaseTemplate;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The forecast against {@code pg_locks} of the running server, statement by statement. */
@PostgresTest(template = LockForecastServerTest.Schema.class)
class LockForecastServerTest {

  /** Weaker locks than this stop nobody, and the forecast does not follow them everywhere. */
  private static final LockMode WEAKEST = LockMode.SHARE_UPDATE_EXCLUSIVE;

  static final class Schema implements DatabaseTemplate {
    @Override
    public void prepare(TestDatabase database) throws SQLException {
      database.execute(SqlResource.load(LockForecastServerTest.class, "statements-setup.sql"));
    }
  }

  @Test
  void forecastsWhatTheServerThenLocks(TestDatabase database) throws SQLException {
    SoftAssertions softly = new SoftAssertions();
    Forecaster forecaster = new Forecaster(new SqlParser());
    List<String> lines =
        SqlResource.load(LockForecastServerTest.class, "statements.txt").lines().toList();
    assertThat(lines).hasSizeGreaterThan(100);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      int major = connection.getMetaData().getDatabaseMajorVersion();
      Map<Long, String> names = relations(statement);
      connection.setAutoCommit(false);
      for (String line : lines) {
        String sql = line.replaceFirst("^\\d\\d ", "");
        if (!sql.equals(line) && Integer.parseInt(line.substring(0, 2)) > major) {
          continue;
        }
        statement.execute("SET LOCAL search_path = app");
        List<LockForecast> forecasts = forecaster.forecast(List.of(sql), connection);
        statement.execute(sql);
        Map<String, String> taken = taken(statement, names);
        connection.rollback();

        Map<String, String> forecast = new TreeMap<>();
        for (RelationLock lock : forecasts.get(0).locks()) {
          if (lock.mode().compareTo(WEAKEST) >= 0 && names.containsKey(lock.relation().oid())) {
            forecast.put(lock.relation().qualifiedName(), lock.mode().name());
          }
        }
        softly.assertThat(forecast).as("%s  on %d", sql, major).isEqualTo(taken);
      }
    }
    softly.assertAll();
  }

  /** Tables, views and the like that exist before: not indexes, not sequences. */
  private static Map<Long, String> relations(Statement statement) throws SQLException {
    Map<Long, String> names = new HashMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT c.oid, n.nspname || '.' || c.relname FROM pg_class c"
                + " JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname = 'app'")) {
      while (rows.next()) {
        names.put(rows.getLong(1), rows.getString(2));
      }
    }
    return names;
  }

  private static Map<String, String> taken(Statement statement, Map<Long, String> names)
      throws SQLException {
    Map<String, LockMode> strongest = new TreeMap<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT relation::bigint, mode FROM pg_locks"
                + " WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted")) {
      while (rows.next()) {
        LockMode mode = LockMode.ofCatalogName(rows.getString(2));
        String name = names.get(rows.getLong(1));
        if (name != null && mode.compareTo(WEAKEST) >= 0) {
          strongest.merge(name, mode, LockMode::strongest);
        }
      }
    }
    Map<String, String> result = new TreeMap<>();
    strongest.forEach((name, mode) -> result.put(name, mode.name()));
    return result;
  }
}
