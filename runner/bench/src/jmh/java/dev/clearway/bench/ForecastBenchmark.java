/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.cli.demo.Shop;
import dev.clearway.core.forecast.Forecaster;
import dev.clearway.core.forecast.LockForecast;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one ALTER TABLE costs before it is run, on a server of its own. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ForecastBenchmark {

  private static final String ALTER = "ALTER TABLE orders ADD COLUMN note text";

  /** The parser alone. */
  @State(Scope.Thread)
  public static class Parser {
    final SqlParser parser = new SqlParser();
  }

  /** The shop's database, and a session in it. */
  @State(Scope.Thread)
  public static class Session {
    final Forecaster forecaster = new Forecaster(new SqlParser());
    PostgresServer server;
    TestDatabase database;
    Connection connection;

    @Setup
    public void open() throws SQLException {
      server = PostgresServer.start();
      database = server.createDatabase(new Shop());
      connection = database.connect();
    }

    @TearDown
    public void close() throws SQLException {
      connection.close();
      database.close();
      server.close();
    }
  }

  @Benchmark
  public SqlCommand parse(Parser state) {
    return state.parser.parse(ALTER);
  }

  /** With its look at the catalog. */
  @Benchmark
  public List<LockForecast> parseAndForecast(Session session) throws SQLException {
    return session.forecaster.forecast(List.of(ALTER), session.connection);
  }
}
