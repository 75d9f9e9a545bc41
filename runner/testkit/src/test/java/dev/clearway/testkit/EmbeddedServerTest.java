/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedServerTest {

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void startsAnyMajorBesideTheOthers(int major) throws Exception {
    try (PostgresServer server = PostgresServer.start(major);
        TestDatabase database = server.createDatabase()) {
      assertThat(database.queryLong("SELECT current_setting('server_version_num')::int / 10000"))
          .isEqualTo(major)
          .isEqualTo(server.major());
    }
  }

  @Test
  void hasTheSettingsAskedForAndEndsWithItsData() throws Exception {
    EmbeddedServer server =
        EmbeddedServer.builder()
            .durable()
            .setting("deadlock_timeout", "123ms")
            .setting("log_line_prefix", "it's %p ")
            .setting("max_connections", "40")
            .start();
    try (TestDatabase database = server.createDatabase()) {
      assertThat(setting(database, "deadlock_timeout")).isEqualTo("123ms");
      assertThat(setting(database, "log_line_prefix")).isEqualTo("it's %p ");
      assertThat(setting(database, "max_connections")).isEqualTo("40");
      assertThat(setting(database, "fsync")).isEqualTo("on");
      assertThat(setting(database, "synchronous_commit")).isEqualTo("on");
      assertThat(setting(database, "max_prepared_transactions")).isEqualTo("20");
    }
    ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
    server.close();
    assertThat(Postmaster.isRunning(postmaster)).isFalse();
    assertThat(server.dataDirectory()).doesNotExist();
  }

  @Test
  void isFastByDefaultAndAsksForThePassword() throws Exception {
    PostgresServer server = PostgresServer.shared();
    try (TestDatabase database = server.createDatabase()) {
      assertThat(setting(database, "fsync")).isEqualTo("off");
      assertThat(setting(database, "max_connections")).isEqualTo("200");
      assertThatThrownBy(
              () -> Connections.open(database.jdbcUrl(), database.user(), "wrong", "test"))
          .asInstanceOf(InstanceOfAssertFactories.type(SQLException.class))
          .extracting(SQLException::getSQLState)
          .isEqualTo("28P01");
    }
  }

  @Test
  void stopsCrashesAndComesBackWithItsDataOnItsPort() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.builder().durable().start();
        TestDatabase database = server.createDatabase()) {
      int port = server.port();
      database.execute("CREATE TABLE kept AS SELECT 1 AS n");

      try (Connection session = database.connect()) {
        server.stop();
        assertThat(session.isValid(5)).isFalse();
      }
      assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
      server.start();
      assertThat(database.queryLong("SELECT n FROM kept")).isEqualTo(1);

      database.execute("UPDATE kept SET n = 2");
      server.crash();
      assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
      server.start();
      assertThat(database.queryLong("SELECT n FROM kept")).isEqualTo(2);
      assertThat(server.port()).isEqualTo(port);
      assertThat(server.log()).contains("was not properly shut down");
    }
  }

  @Test
  void restartsImmediatelyWithAllThatItHasConfirmed() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.builder().durable().start();
        TestDatabase database = server.createDatabase();
        Connection session = database.connect();
        Statement statement = session.createStatement()) {
      statement.execute("CREATE TABLE t (n int)");
      statement.execute("INSERT INTO t VALUES (1)");
      session.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (2)");
      long pid = server.pid();
      int port = server.port();

      server.restartImmediately();

      assertThat(server.pid()).isNotEqualTo(pid);
      assertThat(server.port()).isEqualTo(port);
      assertThat(session.isValid(5)).isFalse();
      assertThat(database.queryLong("SELECT sum(n) FROM t")).isEqualTo(1);
      assertThat(server.log()).contains("database system was not properly shut down");
    }
  }

  @Test
  void saysWhyItDoesNotStart() {
    EmbeddedServer.Builder wrong =
        EmbeddedServer.builder()
            .setting("no_such_setting", "1")
            .startupWithin(Duration.ofSeconds(3));
    assertThatThrownBy(wrong::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no_such_setting");
    assertThatThrownBy(() -> PostgresServer.start(9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no binaries of PostgreSQL 9");
  }

  /** A JVM that is killed cannot stop its server; the next one does. */
  @Test
  void endsTheServerOfAKilledJvm() throws Exception {
    Path temp = Files.createTempDirectory("testkit");
    try {
      Path home = ServerDirectory.home(temp);
      Files.createSymbolicLink(home.resolve("binaries"), ServerDirectory.binaries());
      Process killed = serverInAnotherJvm(temp);
      ProcessHandle orphan = announcedPostmaster(killed);
      killed.destroyForcibly().waitFor();
      assertThat(Postmaster.isRunning(orphan)).isTrue();

      Process next = serverInAnotherJvm(temp);
      ProcessHandle second = announcedPostmaster(next);
      assertThat(Postmaster.isRunning(orphan)).isFalse();
      assertThat(Postmaster.isRunning(second)).isTrue();

      Process third = serverInAnotherJvm(temp);
      ProcessHandle last = announcedPostmaster(third);
      assertThat(Postmaster.isRunning(second)).as("the server of a JVM that lives").isTrue();

      for (Process jvm : new Process[] {next, third}) {
        jvm.getOutputStream().close();
        assertThat(jvm.waitFor()).isZero();
      }
      assertThat(Postmaster.isRunning(second)).isFalse();
      assertThat(Postmaster.isRunning(last)).isFalse();
      assertThat(home.resolve("servers")).isEmptyDirectory();
    } finally {
      ServerDirectory.remove(temp);
    }
  }

  private static String setting(TestDatabase database, String name) throws SQLException {
    return database.queryString("SELECT current_setting(?)", name);
  }

  private static Process serverInAnotherJvm(Path temp) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-Djava.io.tmpdir=" + temp,
            "-cp",
            System.getProperty("java.class.path"),
            ServerUntilEndOfInput.class.getName());
    builder.redirectError(new File(temp.toFile(), "stderr"));
    return builder.start();
  }

  private static ProcessHandle announcedPostmaster(Process jvm) throws Exception {
    InputStream out = jvm.getInputStream();
    StringBuilder pid = new StringBuilder();
    for (int c = out.read(); c != '\n' && c != -1; c = out.read()) {
      pid.append((char) c);
    }
    return ProcessHandle.of(Long.parseLong(pid.toString().trim())).orElseThrow();
  }

  /** Starts a server, prints its process id, and runs until its standard input is closed. */
  static final class ServerUntilEndOfInput {
    private ServerUntilEndOfInput() {}

    public static void main(String[] arguments) throws Exception {
      EmbeddedServer server = PostgresServer.start();
      System.out.write((server.pid() + "\n").getBytes(StandardCharsets.US_ASCII));
      System.out.flush();
      System.in.read();
    }
  }
}
