/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.cli.demo.Shop;
import dev.clearway.core.forecast.Forecaster;
import dev.clearway.core.forecast.LockForecast;
import dev.clearway.core.forecast.Simulation;
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
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What statements cost before they are run: one with a look at a server, and many without. */
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

  /** Tables that exist without a server. */
  @State(Scope.Thread)
  public static class Tables {
    final SqlParser parser = new SqlParser();
    final Simulation simulation = new Simulation(17, List.of("public"));

    @Setup
    public void make() {
      for (String sql :
          List.of(
              "CREATE TABLE customers (id bigserial PRIMARY KEY, name varchar(50) NOT NULL)",
              "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint REFERENCES customers,"
                  + " note varchar(20), total numeric(10,2), at timestamptz DEFAULT now())",
              "CREATE INDEX orders_note ON orders (note)",
              "CREATE VIEW shown AS SELECT o.id, c.name FROM orders o JOIN customers c"
                  + " ON c.id = o.customer")) {
        simulation.forecast(parser.parse(sql), sql);
      }
      simulation.settle();
    }
  }

  /** What migrations are made of; the second half takes the first one back. */
  private static final List<String> STATEMENTS =
      List.of(
          "ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'new'",
          "ALTER TABLE orders ALTER COLUMN note TYPE varchar(40)",
          "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total >= 0) NOT VALID",
          "ALTER TABLE orders VALIDATE CONSTRAINT positive",
          "CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id),"
              + " amount int NOT NULL CHECK (amount > 0))",
          "CREATE INDEX CONCURRENTLY orders_state ON orders (state)",
          "UPDATE orders SET state = 'old' WHERE at < now() - interval '1 year'",
          "CREATE OR REPLACE VIEW shown AS SELECT o.id, c.name, o.state FROM orders o"
              + " JOIN customers c ON c.id = o.customer",
          "DO $$ BEGIN IF EXISTS (SELECT 1 FROM customers) THEN TRUNCATE items; END IF; END $$",
          "COMMENT ON TABLE items IS 'what was ordered'",
          "ALTER TABLE orders RENAME COLUMN state TO status",
          "ALTER TABLE orders RENAME COLUMN status TO state",
          "DROP TABLE items",
          "ALTER TABLE orders DROP CONSTRAINT positive",
          "DROP INDEX orders_state",
          "ALTER TABLE orders ALTER COLUMN note TYPE varchar(20)",
          "ALTER TABLE orders DROP COLUMN state",
          "INSERT INTO customers (name) VALUES ('somebody')",
          "GRANT SELECT ON orders, customers TO PUBLIC",
          "SET lock_timeout = '1s'");

  /** A statement of a migration, without any server: time of one. */
  @Benchmark
  @OperationsPerInvocation(20)
  public int parseAndForecastAlone(Tables tables) {
    int locks = 0;
    for (String sql : STATEMENTS) {
      locks += tables.simulation.forecast(tables.parser.parse(sql), sql).locks().size();
    }
    return locks;
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
