/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clearway.testkit.FaultProxy.Direction;
import dev.clearway.testkit.FaultProxy.Fault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@PostgresTest
class FaultProxyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private FaultProxy proxy;

  @BeforeEach
  void startProxy(TestDatabase database) throws SQLException {
    proxy = FaultProxy.before(database.server());
    database.execute("CREATE TABLE t (n int)");
  }

  @AfterEach
  void closeProxy() {
    proxy.close();
  }

  @Test
  void passesEverythingOn(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        PreparedStatement statement =
            connection.prepareStatement("SELECT length(?), repeat('x', 200000)")) {
      statement.setString(1, "y".repeat(200_000));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        assertThat(row.getInt(1)).isEqualTo(200_000);
        assertThat(row.getString(2)).hasSize(200_000);
      }
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  /**
   * An error message and the end of the connection. The request is small: one that is still being
   * sent when the connection ends fails with 08006, with or without a proxy.
   */
  @Test
  void passesTheServersFarewellOn(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      int pid = TestDatabase.pid(connection);
      database.execute("SELECT pg_terminate_backend(" + pid + ")");
      database.await().sessionGone(pid);
      assertThatThrownBy(() -> statement.execute("SELECT 1"))
          .isInstanceOf(SQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "57P01");
    }
  }

  @Test
  void cutsAndRefuses(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      proxy.refuse();
      assertThat(statement.execute("SELECT 1")).isTrue();
      assertThatThrownBy(() -> connect(database))
          .isInstanceOf(SQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "08001");
      proxy.cut();
      assertThatThrownBy(() -> statement.execute("SELECT 1"))
          .isInstanceOf(SQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "08006");
      proxy.accept();
      connect(database).close();
    }
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void stallsUntilResumed(Direction direction, TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      int pid = TestDatabase.pid(connection);
      proxy.stall(direction);
      CompletableFuture<Void> insert = insert(statement);
      if (direction == Direction.TO_CLIENT) {
        database.await().isTrue("SELECT count(*) = 1 FROM t");
        database.await().state(pid, "idle");
      } else {
        assertThat(database.queryLong("SELECT count(*) FROM t")).isZero();
      }
      assertThat(insert).isNotDone();
      proxy.resume();
      assertThat(insert).succeedsWithin(PATIENCE);
      assertThat(database.queryLong("SELECT count(*) FROM t")).isEqualTo(1);
    }
  }

  @Test
  void cutsAfterSoManyBytes(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      proxy.cutAfter(Direction.TO_CLIENT, 100_000);
      assertThat(statement.execute("SELECT repeat('x', 50000)")).isTrue();
      assertThatThrownBy(() -> statement.execute("SELECT repeat('x', 60000)"))
          .isInstanceOf(SQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "08006");
      connect(database).close();
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void losesACommitOrItsAnswer(Fault fault, TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      // Often enough for the driver to prepare COMMIT and no longer send its text.
      connection.setAutoCommit(false);
      for (int i = 0; i < 10; i++) {
        statement.execute("INSERT INTO t VALUES (0)");
        connection.commit();
      }
      CompletableFuture<String> happened = proxy.on("COMMIT"::equals, fault);
      statement.execute("INSERT INTO t VALUES (1)");
      CompletableFuture<Void> commit = run(connection::commit);

      assertThat(happened).succeedsWithin(PATIENCE).isEqualTo("COMMIT");
      boolean carriedOut = fault == Fault.CUT_ANSWER || fault == Fault.STALL_ANSWER;
      assertThat(database.queryLong("SELECT count(*) FROM t WHERE n = 1"))
          .isEqualTo(carriedOut ? 1 : 0);
      if (fault == Fault.CUT_REQUEST || fault == Fault.CUT_ANSWER) {
        assertThat(commit)
            .failsWithin(PATIENCE)
            .withThrowableOfType(ExecutionException.class)
            .havingRootCause()
            .isInstanceOf(java.io.IOException.class);
        assertThat(connection.isClosed()).isTrue();
      } else {
        assertThat(commit).isNotDone();
        proxy.resume();
        assertThat(commit).succeedsWithin(PATIENCE);
        assertThat(database.queryLong("SELECT count(*) FROM t WHERE n = 1")).isEqualTo(1);
      }
    }
  }

  @Test
  void neverDeliversAStalledRequestWhenItIsClosed(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      int pid = TestDatabase.pid(connection);
      CompletableFuture<String> happened =
          proxy.on(sql -> sql.startsWith("INSERT"), Fault.STALL_REQUEST);
      CompletableFuture<Void> insert = insert(statement);
      happened.get(30, TimeUnit.SECONDS);
      proxy.close();
      assertThat(insert).failsWithin(PATIENCE);
      database.await().sessionGone(pid);
      assertThat(database.queryLong("SELECT count(*) FROM t")).isZero();
      assertThat(proxy.connections()).isZero();
    }
  }

  @Test
  void tellsOfAConditionThatFails(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      CompletableFuture<String> happened =
          proxy.on(
              sql -> {
                throw new IllegalStateException("no idea");
              },
              Fault.CUT_REQUEST);
      assertThat(statement.execute("SELECT 1")).isTrue();
      assertThat(happened).failsWithin(PATIENCE);
    }
  }

  @Test
  void showsWhatPassesAndForWhichSession(TestDatabase database) throws Exception {
    List<FaultProxy.Passing> seen = new CopyOnWriteArrayList<>();
    proxy.observe(seen::add);
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      CompletableFuture<FaultProxy.Passing> happened =
          proxy.onPassing(passing -> passing.text().startsWith("INSERT"), Fault.CUT_REQUEST);
      assertThat(statement.execute("SELECT 1")).isTrue();
      int port =
          Math.toIntExact(
              database.queryLong(
                  "SELECT client_port FROM pg_stat_activity"
                      + " WHERE application_name = 'through the proxy'"));
      assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (1)"))
          .isInstanceOf(SQLException.class);

      assertThat(happened)
          .succeedsWithin(PATIENCE)
          .isEqualTo(new FaultProxy.Passing(port, "INSERT INTO t VALUES (1)"));
      assertThat(seen)
          .containsSubsequence(
              new FaultProxy.Passing(port, "BEGIN"),
              new FaultProxy.Passing(port, "SELECT 1"),
              new FaultProxy.Passing(port, "INSERT INTO t VALUES (1)"));
    }
  }

  @Test
  void forgetsACondition(TestDatabase database) throws Exception {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      proxy.on(sql -> true, Fault.CUT_REQUEST);
      proxy.forget();
      assertThat(statement.execute("SELECT 1")).isTrue();
    }
  }

  private Connection connect(TestDatabase database) throws SQLException {
    return Connections.open(
        proxy.jdbcUrl(database), database.user(), database.password(), "through the proxy");
  }

  private static CompletableFuture<Void> insert(Statement statement) {
    return run(() -> statement.execute("INSERT INTO t VALUES (1)"));
  }

  private static CompletableFuture<Void> run(SqlAction action) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            action.run();
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private interface SqlAction {
    void run() throws SQLException;
  }
}
