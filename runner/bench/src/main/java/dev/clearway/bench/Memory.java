/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.cli.Main;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code clearway migrate} of many migrations in a heap of 64 MB. */
final class Memory implements Scenario {

  private static final String HEAP = "-Xmx64m";

  private final PostgresServer server;
  private final Path migrations;
  private final int count;
  private final List<Duration> took = new ArrayList<>();
  private int failed;

  Memory(PostgresServer server, Path migrations, int count) {
    this.server = server;
    this.migrations = migrations;
    this.count = count;
  }

  @Override
  public String key() {
    return "memory";
  }

  @Override
  public void round(int number) throws Exception {
    try (TestDatabase database = server.createDatabase()) {
      ChildJvm.Ended ended =
          ChildJvm.run(
              ChildJvm.classPath(),
              List.of(HEAP),
              Main.class,
              List.of(
                  "migrate",
                  "--url=" + database.jdbcUrl(),
                  "--user=" + database.user(),
                  "--locations=filesystem:" + migrations),
              Map.of("PGPASSWORD", database.password()));
      long applied =
          database.queryLong(
              "SELECT count(*) FROM pg_class WHERE relname = 't' || ?", (count + 2) / 3);
      if (ended.exitCode() == 0 && applied == 1) {
        took.add(ended.took());
      } else {
        failed++;
        System.err.println(ended.output());
      }
    }
  }

  @Override
  public List<Row> rows() {
    return List.of(
        new Row(
            "clearway migrate, " + count + " migrations",
            "done within " + HEAP,
            "",
            "",
            failed > 0
                ? failed + " of " + (failed + took.size()) + " failed"
                : "yes, in " + Figures.millis(Figures.median(took)),
            "yes",
            failed == 0));
  }
}
