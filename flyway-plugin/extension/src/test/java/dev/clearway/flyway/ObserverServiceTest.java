/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.config.ResolvedSettings;
import dev.clearway.core.config.SettingSource;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import dev.clearway.testkit.PostgresTest;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listener that docs/alerts.md shows, found as a service of this test's class path. */
@PostgresTest
class ObserverServiceTest {

  @TempDir Path directory;

  private Migrations migrations;
  private Path audit;

  @BeforeEach
  void aMigration(TestDatabase database) {
    migrations =
        new Migrations(directory, database)
            .with("V1__orders.sql", "create table orders (id int primary key);")
            .set("flyway.clearway.alertTimeout", "5m");
    audit = directory.resolve("audit.log");
    System.setProperty("audit.log", audit.toString());
  }

  @AfterEach
  void noMore() {
    System.clearProperty("audit.log");
  }

  /** However slow this machine is, the observer is waited for. */
  private static ResolvedSettings patient() {
    return SettingsResolver.resolve(
        List.of(SettingSource.keys("test", Map.of("alertTimeout", "5m"))));
  }

  @Test
  void itHearsOfARunOfAHost() throws Exception {
    GuardedFlyway run =
        new GuardedFlyway(migrations.configuration(), patient(), directory, RunListener.NONE);

    assertThat(run.migrate().outcome()).isEqualTo(RunOutcome.DONE);

    assertThat(Files.readString(audit))
        .contains(" " + run.run() + " V1__orders.sql: attempt 1 DONE");
  }

  @Test
  void itHearsOfPlainFlyway() throws Exception {
    migrations.flyway().migrate();

    assertThat(Files.readString(audit)).contains(" V1__orders.sql: attempt 1 DONE");
  }

  @Test
  void oneThatFailsIsANoticeAndNoMore() throws Exception {
    Files.createDirectory(audit); // so that no line can be written
    List<String> notices = new CopyOnWriteArrayList<>();
    GuardedFlyway run =
        new GuardedFlyway(
            migrations.configuration(),
            patient(),
            directory,
            event -> {
              if (event instanceof RunEvent.Notice notice) {
                notices.add(notice.text());
              }
            });

    assertThat(run.migrate().outcome()).isEqualTo(RunOutcome.DONE);
    assertThat(notices)
        .singleElement()
        .asString()
        .startsWith("audit log failed, and the run goes on without it: ");
  }

  @Test
  void theDocsShowIt() throws Exception {
    Path root = Path.of(System.getProperty("clearway.root"));
    String source =
        Files.readString(
            root.resolve(
                "flyway-plugin/extension/src/test/java/dev/clearway/flyway/AuditLog.java"));

    assertThat(Files.readString(root.resolve("docs/alerts.md")))
        .contains(source.substring(source.indexOf("/** Adds a line")));
  }
}
