/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.demo.Shop;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.ReaderInTheWay;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real builds of real projects against a real PostgreSQL. */
@PostgresTest(template = Shop.class)
@Timeout(600)
class MavenProjectsIT {

  private static final Duration ALLOWED = Duration.ofMillis(100);

  /** Somebody reads the hot table until the build waits for it, and then for a second more. */
  private static MavenRun underLoad(TestDatabase database, Path project, String... goals)
      throws Exception {
    ReaderInTheWay<MavenRun> run =
        ReaderInTheWay.of(database, () -> MavenRun.of(project, database, goals));
    assertThat(run.longestWait()).as(run.ended().output()).isLessThanOrEqualTo(ALLOWED);
    return run.ended();
  }

  private static void assertNoteIsThere(TestDatabase database) throws Exception {
    assertThat(
            database.queryLong(
                "select count(*) from information_schema.columns where table_name = 'orders'"
                    + " and column_name = 'note'"))
        .isEqualTo(1);
  }

  @Test
  void migrateGivesWay(TestDatabase database) throws Exception {
    Path project = MavenRun.project("guarded", "", 5);

    MavenRun run = underLoad(database, project, "clearway:migrate");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("report").contains("BUILD SUCCESS");
    assertNoteIsThere(database);
  }

  @Test
  void flywaysOwnPluginGivesWayWithOurDependencyAlone(TestDatabase database) throws Exception {
    Path project = MavenRun.project("official", "", 5);

    MavenRun run = underLoad(database, project, "flyway:migrate");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertNoteIsThere(database);
  }

  @Test
  void whatFlywaysPluginWasToldNeedNotBeSaidTwice(TestDatabase database) throws Exception {
    Path project = MavenRun.project("same-project", "", 5);

    MavenRun clear = MavenRun.of(project, database, "clearway:info", "clearway:preflight");
    assertThat(clear.exitCode()).as(clear.output()).isZero();
    assertThat(clear.output()).contains("CLEAR").contains("V5__orders_note.sql");

    MavenRun hold;
    try (LockHolder report =
        LockHolder.in(database).application("report").idleAfter("select from orders")) {
      database.await().transactionOlderThan(report.pid(), Duration.ofSeconds(1));
      hold = MavenRun.of(project, database, "clearway:preflight");
    }
    assertThat(hold.exitCode()).as(hold.output()).isEqualTo(1);
    assertThat(hold.output()).contains("HOLD: somebody is in the way").contains("exit code 4");

    Files.writeString(
        project.resolve("src/main/resources/db/migration/V6__refuse.sql"),
        "alter table nowhere add column note text;\n");
    MavenRun noGo = MavenRun.of(project, database, "clearway:preflight");
    assertThat(noGo.exitCode()).as(noGo.output()).isEqualTo(1);
    assertThat(noGo.output()).contains("NO-GO: something must be changed").contains("exit code 3");
  }

  @Test
  void mistakesAreNamedAsThePomSpellsThem(TestDatabase database) throws Exception {
    Path project = MavenRun.project("guarded", "", 5);

    MavenRun run =
        MavenRun.of(project, database, "clearway:migrate", "-Dclearway.lockTimeout=soon");
    assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
    assertThat(run.output())
        .contains("parameter <lockTimeout>")
        .contains("Nothing was executed")
        .doesNotContain("--lock-timeout");

    MavenRun unreachable =
        MavenRun.of(
            project,
            database,
            "clearway:migrate",
            "-Ddatabase.url=jdbc:postgresql://localhost:1/none");
    assertThat(unreachable.exitCode()).isEqualTo(1);
    assertThat(unreachable.output())
        .contains("cannot connect to none on localhost:1")
        .contains("exit code 7")
        .doesNotContain("\tat ");
  }

  @Test
  void aModuleMayBeLeftOut(TestDatabase database) throws Exception {
    Path project = MavenRun.project("modules", "db", 5);

    MavenRun run = MavenRun.of(project, database, "clearway:migrate");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output().split("Clearway is skipped", -1)).hasSize(3);
    assertNoteIsThere(database);
  }

  @Test
  void helpKnowsAllParameters(TestDatabase database) throws Exception {
    Path project = MavenRun.project("guarded", "", 0);

    MavenRun run = MavenRun.of(project, database, "clearway:help", "-Ddetail", "-Dgoal=preflight");

    assertThat(run.output()).contains("lockTimeout").contains("locations").contains("stallBudget");
  }

  @Test
  void lintIsPartOfValidateAndNeedsNoDatabase(TestDatabase database) throws Exception {
    Path project = MavenRun.project("linted", "", 5);

    MavenRun clean = MavenRun.of(project, database, "validate");
    assertThat(clean.exitCode()).as(clean.output()).isZero();

    Files.writeString(
        project.resolve("src/main/resources/db/migration/V6__index.sql"),
        "create index orders_status_idx on orders (status);\n");
    MavenRun found = MavenRun.of(project, database, "validate");
    assertThat(found.exitCode()).as(found.output()).isEqualTo(1);
    assertThat(found.output())
        .contains("create-index-not-concurrent")
        .contains("there is something to change first (exit code 3)");
    assertThat(MavenRun.of(project, database, "validate", "-Dclearway.failOn=none").exitCode())
        .isZero();
  }
}
