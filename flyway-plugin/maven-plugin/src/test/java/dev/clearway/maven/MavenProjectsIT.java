/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.cli.demo.Shop;
import dev.clearway.testkit.ChildProcess;
import dev.clearway.testkit.LockHolder;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.ReaderInTheWay;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real builds of real projects against a real PostgreSQL. */
@PostgresTest(template = Shop.class)
@Timeout(600)
class MavenProjectsIT {

  /** Somebody reads the hot table until the build waits for it, and then for a second more. */
  private static ChildProcess underLoad(TestDatabase database, Path project, String... goals)
      throws Exception {
    return ReaderInTheWay.of(database, () -> MavenRun.of(project, database, goals)).unnoticed();
  }

  @Test
  void migrateGivesWay(TestDatabase database) throws Exception {
    Path project = MavenRun.project("guarded", "", 5);

    ChildProcess run = underLoad(database, project, "clearway:migrate");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("report")
        .contains("BUILD SUCCESS")
        .doesNotContain("[WARNING] Clearway", "org.flywaydb.core");
    assertThat(database.hasColumn("orders", "note")).isTrue();
    ChildProcess report = MavenRun.of(project, database, "clearway:report");
    assertThat(report.exitCode()).as(report.output()).isZero();
    assertThat(report.output()).contains("orders");
  }

  @Test
  void flywaysOwnPluginGivesWayWithOurDependencyAlone(TestDatabase database) throws Exception {
    Path project = MavenRun.project("official", "", 5);

    ChildProcess run = underLoad(database, project, "flyway:migrate");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(database.hasColumn("orders", "note")).isTrue();
  }

  @Test
  void whatFlywaysPluginWasToldNeedNotBeSaidTwice(TestDatabase database) throws Exception {
    Path project = MavenRun.project("same-project", "", 5);

    // what a goal has no use for is another one's
    ChildProcess clear =
        MavenRun.of(
            project, database, "clearway:info", "clearway:preflight", "-Dclearway.alertOn=failed");
    assertThat(clear.exitCode()).as(clear.output()).isZero();
    assertThat(clear.output())
        .contains("CLEAR")
        .contains("V5__orders_note.sql")
        .contains("Next: mvn clearway:migrate");

    ChildProcess hold;
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
    ChildProcess noGo = MavenRun.of(project, database, "clearway:preflight");
    assertThat(noGo.exitCode()).as(noGo.output()).isEqualTo(1);
    assertThat(noGo.output()).contains("NO-GO: something must be changed").contains("exit code 3");
  }

  @Test
  void mistakesAreNamedAsThePomSpellsThem(TestDatabase database) throws Exception {
    Path project = MavenRun.project("guarded", "", 5);

    ChildProcess run =
        MavenRun.of(project, database, "clearway:migrate", "-Dclearway.lockTimeout=soon");
    assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
    assertThat(run.output())
        .contains("parameter <lockTimeout>")
        .contains("Nothing was executed")
        .doesNotContain("--lock-timeout");

    ChildProcess unreachable =
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

    ChildProcess nowhere =
        MavenRun.of(MavenRun.project("linted", "", 5), database, "clearway:info");
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.output()).contains("give <url>").contains("exit code 7");

    Path pom = project.resolve("pom.xml");
    Files.writeString(
        pom, Files.readString(pom).replace("<url>", "<lokTimeout>2s</lokTimeout>\n<url>"));
    ChildProcess misspelled =
        MavenRun.of(
            project,
            database,
            "clearway:migrate",
            "-Dclearway.stalBudget=1s",
            "-Dclearway.slackWebhook=x");
    assertThat(misspelled.exitCode()).isEqualTo(1);
    assertThat(misspelled.output())
        .contains("Nothing was executed")
        .contains("parameter <lokTimeout>: there is no such parameter; did you mean lockTimeout?")
        .contains("property clearway.stalBudget")
        .contains("property clearway.slackWebhook: it is secret")
        .contains("CLEARWAY_SLACK_WEBHOOK")
        .contains("did you mean clearway.stallBudget?")
        .doesNotContain("\tat ");
    assertThat(database.hasColumn("orders", "note")).isFalse();
  }

  @Test
  void aModuleMayBeLeftOut(TestDatabase database) throws Exception {
    Path project = MavenRun.project("modules", "db", 5);

    ChildProcess run = MavenRun.of(project, database, "clearway:migrate");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output().split("Clearway is skipped", -1)).hasSize(3);
    assertThat(database.hasColumn("orders", "note")).isTrue();
  }

  @Test
  void migrationsMayBeInTheClassPath(TestDatabase database) throws Exception {
    Path project = MavenRun.project("guarded", "", 0);
    Path classes = Files.createDirectories(project.resolve("target/classes/db/packaged"));
    Files.writeString(classes.resolve("V77__in_the_class_path.sql"), "select 1;\n");

    ChildProcess run =
        MavenRun.of(
            project,
            database,
            "clearway:info",
            "-Dclearway.locations=classpath:db/packaged",
            "-Dclearway.ignoreMigrationPatterns=*:missing");

    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(run.output()).contains("in the class path");
  }

  @Test
  void anEncryptedPasswordIsDecrypted(TestDatabase database) throws Exception {
    Path project = MavenRun.project("guarded", "", 5);
    Path plain = MavenRun.settings("somebody", "unused");
    String master = encrypted(project, plain, List.of("--encrypt-master-password", "key of keys"));
    Path security = project.resolve("settings-security.xml");
    Files.writeString(
        security, "<settingsSecurity><master>%s</master></settingsSecurity>".formatted(master));
    String place = "-Dsettings.security=" + security;
    String password =
        encrypted(project, plain, List.of(place, "--encrypt-password", "open sesame"));

    try (AskingServer server = new AskingServer()) {
      ChildProcess run =
          MavenRun.of(
              project,
              MavenRun.settings("somebody", password),
              List.of("clearway:info", place, "-Ddatabase.url=" + server.jdbcUrl()));

      assertThat(run.output()).contains("does not let us in").contains("exit code 7");
      assertThat(run.output()).doesNotContain("open sesame").doesNotContain(password);
      assertThat(server.password()).isCompletedWithValue("open sesame");
    }
  }

  private static String encrypted(Path project, Path settings, List<String> arguments)
      throws Exception {
    ChildProcess run = MavenRun.of(project, settings, arguments);
    assertThat(run.exitCode()).as(run.output()).isZero();
    return Pattern.compile("\\{.+}")
        .matcher(run.output())
        .results()
        .map(MatchResult::group)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void helpKnowsAllParameters(TestDatabase database) throws Exception {
    Path project = MavenRun.project("guarded", "", 0);

    ChildProcess run =
        MavenRun.of(project, database, "clearway:help", "-Ddetail", "-Dgoal=preflight");

    assertThat(run.output()).contains("lockTimeout").contains("locations").contains("stallBudget");
  }

  @Test
  void lintIsPartOfValidateAndNeedsNoDatabase(TestDatabase database) throws Exception {
    Path project = MavenRun.project("linted", "", 5);

    ChildProcess clean = MavenRun.of(project, database, "validate");
    assertThat(clean.exitCode()).as(clean.output()).isZero();

    Files.writeString(
        project.resolve("src/main/resources/db/migration/V6__index.sql"),
        "create index orders_status_idx on orders (status);\n");
    ChildProcess found = MavenRun.of(project, database, "validate");
    assertThat(found.exitCode()).as(found.output()).isEqualTo(1);
    assertThat(found.output())
        .contains("create-index-not-concurrent")
        .contains("there is something to change first (exit code 3)");
    assertThat(MavenRun.of(project, database, "validate", "-Dclearway.failOn=none").exitCode())
        .isZero();
  }
}
