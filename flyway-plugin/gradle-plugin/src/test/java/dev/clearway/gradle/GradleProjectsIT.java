/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.gradle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.demo.Shop;
import dev.clearway.testkit.ChildProcess;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.ReaderInTheWay;
import dev.clearway.testkit.SampleProject;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real builds of real projects against a real PostgreSQL. */
@PostgresTest(template = Shop.class)
@Timeout(600)
class GradleProjectsIT {

  private static final String MIGRATIONS = "src/main/resources/db/migration";

  @AfterAll
  static void stopDaemons() throws Exception {
    GradleRun.stopDaemons();
  }

  private static Path project(String name) throws Exception {
    return SampleProject.copy(Path.of("src", "it", name), "", 5);
  }

  /** Somebody reads the hot table until the build waits for it, and then for a second more. */
  private static ChildProcess underLoad(TestDatabase database, Path project, String... arguments)
      throws Exception {
    return ReaderInTheWay.of(database, () -> GradleRun.of(project, database, arguments))
        .unnoticed();
  }

  @Test
  void migrateGivesWay(TestDatabase database) throws Exception {
    Path project = project("guarded");

    ChildProcess run = underLoad(database, project, "clearwayMigrate");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("report").contains("BUILD SUCCESSFUL");
    assertThat(database.hasColumn("orders", "note")).isTrue();
    ChildProcess report = GradleRun.of(project, database, "clearwayReport");
    assertThat(report.exitCode()).as(report.output()).isZero();
    assertThat(report.output()).contains("orders");
  }

  @Test
  void flywaysOwnPluginGivesWayWithOurDependencyAlone(TestDatabase database) throws Exception {
    ChildProcess run = underLoad(database, project("official"), "flywayMigrate");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(database.hasColumn("orders", "note")).isTrue();
  }

  @Test
  @Tag("gradle")
  void whatFlywaysPluginWasToldNeedNotBeSaidTwice(TestDatabase database) throws Exception {
    Path project = project("same-project");

    // what a task has no use for is another one's
    ChildProcess clear =
        GradleRun.of(
            project, database, "clearwayInfo", "clearwayPreflight", "-Pclearway.alertOn=failed");
    assertThat(clear.exitCode()).as(clear.output()).isZero();
    assertThat(clear.output()).contains("CLEAR").contains("V5__orders_note.sql");

    ChildProcess classPath =
        GradleRun.of(
            project,
            database,
            "clearwayInfo",
            "--configuration-cache",
            "-Pclearway.locations=classpath:db/migration");
    assertThat(classPath.exitCode()).as(classPath.output()).isZero();
    assertThat(classPath.output()).contains(":processResources").contains("orders note");

    ChildProcess hold;
    try (LockHolder report =
        LockHolder.in(database).application("report").idleAfter("select from orders")) {
      database.await().transactionOlderThan(report.pid(), Duration.ofSeconds(1));
      hold = GradleRun.of(project, database, "clearwayPreflight");
    }
    assertThat(hold.exitCode()).as(hold.output()).isEqualTo(1);
    assertThat(hold.output()).contains("HOLD: somebody is in the way").contains("exit code 4");

    Files.writeString(
        project.resolve(MIGRATIONS).resolve("V6__refuse.sql"),
        "alter table nowhere add column note text;\n");
    ChildProcess noGo = GradleRun.of(project, database, "clearwayPreflight");
    assertThat(noGo.exitCode()).as(noGo.output()).isEqualTo(1);
    assertThat(noGo.output()).contains("NO-GO: something must be changed").contains("exit code 3");
  }

  @Test
  @Tag("gradle")
  void mistakesAreNamedAsTheBuildSpellsThem(TestDatabase database) throws Exception {
    Path project = project("guarded");

    Path file = project.resolve("build.gradle");
    String build = Files.readString(file);
    Files.writeString(file, build + "\nclearway.lockTimeout = 'soon'\n");
    ChildProcess value = GradleRun.of(project, database, "clearwayMigrate");
    assertThat(value.exitCode()).as(value.output()).isEqualTo(1);
    assertThat(value.output())
        .contains("property clearway.lockTimeout")
        .contains("\"soon\"")
        .contains("Nothing was executed")
        .doesNotContain("--lock-timeout")
        .doesNotContain("\tat ");

    Files.writeString(file, build);
    ChildProcess name =
        GradleRun.of(project, database, "clearwayMigrate", "-Pclearway.lokTimeout=1s");
    assertThat(name.exitCode()).isEqualTo(1);
    assertThat(name.output())
        .contains("property clearway.lokTimeout")
        .contains("did you mean lockTimeout?");

    ChildProcess unreachable =
        GradleRun.of(
            project,
            database,
            "clearwayMigrate",
            "-Pclearway.url=jdbc:postgresql://localhost:1/none");
    assertThat(unreachable.exitCode()).isEqualTo(1);
    assertThat(unreachable.output())
        .contains("cannot connect to none on localhost:1")
        .contains("exit code 7")
        .doesNotContain("\tat ");
  }

  @Test
  @Tag("gradle")
  void theEnvironmentIsAskedAgainWithAConfigurationThatIsReused(TestDatabase database)
      throws Exception {
    Path project = project("guarded");
    String[] info = {"clearwayInfo", "--configuration-cache"};

    ChildProcess first = GradleRun.of(project, database, info);
    assertThat(first.output())
        .as("the database lets anybody in")
        .contains("orders note")
        .contains("Configuration cache entry stored");

    // what was read when the build was configured would be part of the entry
    ChildProcess again =
        GradleRun.on(project, info)
            .with("DATABASE_URL", "jdbc:postgresql://localhost:1/none")
            .with("DATABASE_USER", "nobody")
            .with("DATABASE_PASSWORD", "another")
            .run();
    assertThat(again.output())
        .contains("Configuration cache entry reused")
        .contains("cannot connect to none on localhost:1");
  }

  @Test
  @Tag("gradle")
  void lintIsPartOfCheckAndCached(TestDatabase database) throws Exception {
    Path project = project("linted");
    String[] check = {"check", "--build-cache", "--configuration-cache"};

    ChildProcess first = GradleRun.of(project, database, check);
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(first.output()).contains("Configuration cache entry stored");
    assertThat(project.resolve("build/reports/clearway/lint.txt")).exists();

    ChildProcess again = GradleRun.of(project, database, check);
    assertThat(again.output())
        .contains("Configuration cache entry reused")
        .contains("clearwayLint UP-TO-DATE");

    Files.delete(project.resolve("build/reports/clearway/lint.txt"));
    ChildProcess restored = GradleRun.of(project, database, check);
    assertThat(restored.output()).contains("clearwayLint FROM-CACHE");
    assertThat(project.resolve("build/reports/clearway/lint.txt")).exists();

    // another checkout has other paths, and the same findings
    ChildProcess elsewhere = GradleRun.of(project("linted"), database, check);
    assertThat(elsewhere.output()).contains("clearwayLint FROM-CACHE");

    Files.writeString(
        project.resolve(MIGRATIONS).resolve("V6__index.sql"),
        "create index orders_status_idx on orders (status);\n");
    ChildProcess found = GradleRun.of(project, database, check);
    assertThat(found.exitCode()).as(found.output()).isEqualTo(1);
    assertThat(found.output())
        .contains("create-index-not-concurrent")
        .contains("there is something to change first (exit code 3)");
    assertThat(GradleRun.of(project, database, "check", "-Pclearway.failOn=none").exitCode())
        .isZero();
  }

  @Test
  @Tag("gradle")
  void aCancelledBuildCancelsItsStatement(TestDatabase database) throws Exception {
    Path project = project("guarded");
    Files.writeString(
        project.resolve(MIGRATIONS).resolve("V6__slow.sql"), "select pg_sleep(25);\n");
    String sleeping =
        "select count(*) > 0 from pg_stat_activity where query like '%pg_sleep(25)%'"
            + " and state = 'active' and pid <> pg_backend_pid()";
    try (ChildProcess.Running build = GradleRun.on(project, database, "clearwayMigrate").start()) {
      database.await().within(Duration.ofMinutes(2)).isTrue(sleeping);

      build.process().destroy();

      database
          .await()
          .within(Duration.ofSeconds(10))
          .isTrue(
              "select (select count(*) from pg_locks where locktype = 'advisory') = 0"
                  + " and not ("
                  + sleeping
                  + ")");
      build.end();
    }
  }
}
