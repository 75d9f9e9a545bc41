/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.DatabaseRole;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code clearway blockers} on a real server. */
@PostgresTest
@Timeout(60)
class BlockersCommandTest {

  @TempDir Path directory;

  @BeforeEach
  void table(TestDatabase db) throws SQLException {
    db.execute("create table orders (id int)");
  }

  private CommandRun run(TestDatabase db, String... flags) {
    String[] args = new String[flags.length + 1];
    args[0] = "blockers";
    System.arraycopy(flags, 0, args, 1, flags.length);
    Map<String, String> environment = new HashMap<>(CommandRun.environment(db));
    environment.remove("FLYWAY_LOCATIONS"); // it needs no migrations
    return CommandRun.of(directory, environment, args);
  }

  @Test
  void nobodyWaits(TestDatabase db) {
    CommandRun run = run(db);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("nobody waits");
  }

  @Test
  void whoIsInTheWayAndWhatEndsIt(TestDatabase db) throws Exception {
    DatabaseRole role = db.createRole("report");
    db.execute("grant select on orders to " + role.name());
    try (LockHolder report =
        LockHolder.in(db)
            .application("nightly_report")
            .role(role)
            .idleAfter("select * from orders where id = 4711")) {
      CommandRun run =
          run(
              db,
              "--all",
              "--on-blocker=terminate",
              "--blocker-min-age=1ms",
              "--blocker-application=nightly_report");

      assertThat(run.exitCode()).isZero();
      assertThat(run.out())
          .contains("nightly_report (" + role.name() + ")")
          .contains("holds  AccessShareLock on public.orders")
          .contains("its transaction is still open")
          .contains("SELECT pg_terminate_backend(" + report.pid() + ");")
          .contains("onBlocker=terminate would end its session")
          .doesNotContain("id = 4711");
    }
  }

  @Test
  void whoWaitsStandsBehindWhomItWaitsFor(TestDatabase db) throws Exception {
    try (LockHolder reader =
            LockHolder.in(db).application("nightly_report").idleAfter("select from orders");
        Connection deploy = db.connect("deploy");
        Connection web = db.connect("web");
        Statement alter = deploy.createStatement();
        Statement select = web.createStatement()) {
      int deployPid = TestDatabase.pid(deploy);
      int webPid = TestDatabase.pid(web);
      CompletableFuture<?> altered =
          CompletableFuture.supplyAsync(
              () -> tried(alter, "alter table orders add column note text"));
      db.await().blockedBy(deployPid, reader.pid());
      CompletableFuture<?> selected =
          CompletableFuture.supplyAsync(() -> tried(select, "select from orders"));
      db.await().blockedBy(webPid, deployPid);
      try {
        CommandRun run = run(db);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("1 tree, 2 sessions wait");
        assertThat(run.out().lines().filter(line -> line.contains("waits ")))
            .satisfiesExactly(
                line ->
                    assertThat(line)
                        .contains("└─ deploy")
                        .contains("AccessExclusiveLock on public.orders"),
                line ->
                    assertThat(line)
                        .contains("   └─ web")
                        .contains("AccessShareLock on public.orders"));
        assertThat(run(db, "--format=json").json().at("/trees").asInt()).isEqualTo(1);
      } finally {
        reader.release();
        altered.get(30, TimeUnit.SECONDS);
        selected.get(30, TimeUnit.SECONDS);
      }
    }
  }

  private static boolean tried(Statement statement, String sql) {
    try {
      return statement.execute(sql);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void watchesUntilItIsInterrupted(TestDatabase db) throws Exception {
    CompletableFuture<CommandRun> watching = new CompletableFuture<>();
    Thread watch =
        new Thread(() -> watching.complete(run(db, "--watch", "--interval=20ms")), "watch");
    watch.start();
    db.await()
        .isTrue(
            "select count(*) > 0 from pg_stat_activity where datname = current_database()"
                + " and pid <> pg_backend_pid() and query like '%pg_locks%'");
    watch.interrupt();

    CommandRun run = watching.get(30, TimeUnit.SECONDS);
    assertThat(run.out().lines().filter(line -> line.contains("nobody waits"))).hasSize(1);
  }

  @Test
  void aPreparedTransactionIsShownThoughNobodyWaits(TestDatabase db) throws Exception {
    db.execute("begin; insert into orders values (1); prepare transaction 'pay-8841'");

    assertThat(run(db).out())
        .contains("prepared transaction \"pay-8841\"")
        .contains("ROLLBACK PREPARED 'pay-8841';");
    db.execute("rollback prepared 'pay-8841'");
  }

  @Test
  void saysWhatItCannotSeeAndWhichGrantMendsIt(TestDatabase db) throws Exception {
    DatabaseRole role = db.createRole("deployer");
    Map<String, String> environment = new HashMap<>(CommandRun.environment(db));
    environment.put("FLYWAY_USER", role.name());
    environment.put("FLYWAY_PASSWORD", role.password());
    try (LockHolder holder = LockHolder.hold(db, "orders", "SHARE")) {
      CommandRun run = CommandRun.of(directory, environment, "blockers", "--all");

      assertThat(run.exitCode()).isZero();
      assertThat(run.out())
          .contains("pid " + holder.pid())
          .contains("holds  ShareLock on public.orders")
          .contains("GRANT pg_read_all_stats TO \"" + role.name() + "\";");
    }
  }
}
