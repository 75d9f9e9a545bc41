/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import static dev.clearway.core.preflight.PreflightRun.fact;
import static dev.clearway.core.preflight.PreflightRun.of;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real hot standby does to the verdict. */
class ReplicasCheckTest {

  private static final String ADD_COLUMN = "alter table orders add column note text";

  private static EmbeddedServer primary;
  private static EmbeddedServer standby;
  private static TestDatabase database;

  @BeforeAll
  static void start() throws SQLException {
    primary = EmbeddedServer.builder().setting("autovacuum", "off").start();
    database = primary.createDatabase();
    database.execute("create table orders (id int); create table other (id int)");
    standby = EmbeddedServer.builder().setting("autovacuum", "off").standbyOf(primary).start();
  }

  @AfterAll
  static void stop() throws SQLException {
    standby.close();
    database.close();
    primary.close();
  }

  private static Replica replica() {
    return new Replica("standby", () -> standby.connect(database.name()));
  }

  private static PreflightResult run(Replica replica, String... scripts) throws SQLException {
    return PreflightRun.of(database, scripts).replica(replica).result();
  }

  private static void onStandby(String sql) throws SQLException {
    try (Connection connection = standby.connect(database.name());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void awaitReplay() throws SQLException {
    // what was committed without waiting for the disk is not in the flushed WAL yet
    String written = database.queryString("select pg_current_wal_insert_lsn()::text");
    database
        .await()
        .isTrue(
            "select count(*) = 1 from pg_stat_replication where replay_lsn >= ?::pg_lsn", written);
  }

  @Test
  void oneThatKeepsUp() throws Exception {
    // a standby that was just made has no commit to measure its lag by, while WAL trickles in
    database.execute("create table replayed (id int)");
    awaitReplay();

    PreflightResult result = run(replica(), ADD_COLUMN);

    assertThat(of(result, "replica")).isEmpty();
    assertThat(fact(result, "replicas")).matches("standby \\d+ m?s behind");
    assertThat(fact(PreflightRun.of(database).result(), "replicas")).startsWith("1, ");
  }

  @Test
  void oneWhoseReplayIsPaused() throws Exception {
    onStandby("select pg_wal_replay_pause()");
    try {
      assertThat(of(run(replica(), ADD_COLUMN), "replica"))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.HOLD);
                assertThat(finding.remedy()).contains("pg_wal_replay_resume");
              });
    } finally {
      onStandby("select pg_wal_replay_resume()");
    }
  }

  @Test
  void aReaderOfWhatWillBeLocked() throws Exception {
    awaitReplay();
    try (Connection reader = standby.connect(database.name());
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select count(*) from orders");
      // older than what counts as young
      statement.execute("select pg_sleep(0.05)");

      assertThat(of(run(replica(), ADD_COLUMN), "replica"))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.HOLD);
                assertThat(finding.message()).contains("public.orders").contains("30s");
              });
      assertThat(of(run(replica(), "alter table other add column a int"), "replica")).isEmpty();
      assertThat(of(run(replica(), "create index on orders (id)"), "replica"))
          .as("only ACCESS EXCLUSIVE is replayed")
          .isEmpty();
      reader.rollback();
    }
  }

  @Test
  void oneThatIsNone() throws Exception {
    Replica itself = new Replica("primary", () -> primary.connect(database.name()));
    Replica nowhere =
        new Replica(
            "nowhere",
            () -> {
              throw new SQLException("refused", "08001");
            });

    assertThat(of(run(itself), "replica"))
        .extracting(Finding::severity)
        .isEqualTo(List.of(Severity.ERROR));
    assertThat(of(run(nowhere), "replica"))
        .extracting(Finding::severity)
        .isEqualTo(List.of(Severity.WARNING));
  }
}
