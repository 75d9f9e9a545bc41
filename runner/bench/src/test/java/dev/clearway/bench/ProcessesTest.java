/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.PostgresTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured in JVMs of its own, once and with less of everything. */
@PostgresTest
class ProcessesTest {

  private static final int MIGRATIONS = 30;

  @TempDir Path migrations;

  @Test
  void overheadIsMeasuredWithAndWithoutTheExtension(PostgresServer server) throws Exception {
    TrivialMigrations.write(migrations, MIGRATIONS);
    var overhead = new Overhead(server, migrations, MIGRATIONS);

    overhead.round(1);

    assertThat(overhead.rows()).extracting(Row::plain).allMatch(time -> time.endsWith(" ms"));
    assertThat(overhead.rows()).extracting(Row::clearway).allMatch(time -> time.endsWith(" ×)"));
    assertThat(ChildJvm.classPathWithoutExtension().length())
        .isLessThan(ChildJvm.classPath().length());
  }

  @Test
  void migratesInASmallHeap(PostgresServer server) throws Exception {
    TrivialMigrations.write(migrations, MIGRATIONS);
    var memory = new Memory(server, migrations, MIGRATIONS);

    memory.round(1);

    assertThat(memory.rows()).extracting(Row::met).containsExactly(true);
  }

  @Test
  void theStallWatchUsesOneConnectionAndLittleTime(PostgresServer server) throws Exception {
    var watch = new WatchCost(server, Duration.ofMillis(200), Duration.ofMillis(500));

    watch.round(1);

    List<Row> rows = watch.rows();
    assertThat(rows.get(0).plain()).endsWith(" %");
    assertThat(rows.get(1).met()).as(rows.get(1).toString()).isTrue();
  }

  @Test
  void aPreflightUsesOneConnection() throws Exception {
    try (EmbeddedServer crowded = Crowd.server()) {
      var preflight = new PreflightTime(new Crowd(60, 10, 40, 30), crowded, migrations);

      preflight.round(1);

      List<Row> rows = preflight.rows();
      assertThat(rows.get(0).clearway()).endsWith(" ms");
      assertThat(rows.get(1).met()).as(rows.get(1).toString()).isTrue();
    }
  }

  @Test
  void blockersAreFoundWhileTheCostIsMeasured() throws Exception {
    try (EmbeddedServer crowded = Crowd.server()) {
      var sampling = new SamplingCost(new Crowd(60, 10, 40, 30), crowded, Duration.ofMillis(500));

      sampling.round(1);

      assertThat(sampling.rows())
          .hasSize(2)
          .allMatch(row -> row.clearway().endsWith(" % of one core"));
    }
  }
}
