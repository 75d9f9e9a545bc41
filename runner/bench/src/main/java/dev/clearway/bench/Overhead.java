/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Many small migrations that nobody is in the way of, each time in a new JVM and a new database:
 * what Clearway adds to Flyway's own time.
 */
final class Overhead implements Scenario {

  private record Run(Duration migrate, Duration process) {}

  private final PostgresServer server;
  private final Path migrations;
  private final int count;
  private final Map<Contender, List<Run>> runs = new EnumMap<>(Contender.class);

  /**
   * @param migrations where {@code count} {@linkplain TrivialMigrations trivial ones} are
   */
  Overhead(PostgresServer server, Path migrations, int count) {
    this.server = server;
    this.migrations = migrations;
    this.count = count;
  }

  @Override
  public String key() {
    return "overhead";
  }

  @Override
  public void round(int number) throws Exception {
    List<Contender> order = List.of(Contender.PLAIN, Contender.CLEARWAY);
    for (int i = 0; i < order.size(); i++) {
      measure(order.get((i + number) % order.size()));
    }
  }

  private void measure(Contender contender) throws Exception {
    try (TestDatabase database = server.createDatabase()) {
      ChildJvm.Ended ended =
          ChildJvm.run(
              contender == Contender.PLAIN
                  ? ChildJvm.classPathWithoutExtension()
                  : ChildJvm.classPath(),
              List.of(),
              MigrateMain.class,
              List.of(database.jdbcUrl(), database.user(), "filesystem:" + migrations, "latest"),
              Map.of("PGPASSWORD", database.password()));
      long applied = database.queryLong("SELECT count(*) FROM flyway_schema_history WHERE success");
      if (ended.exitCode() != 0 || applied != count) {
        throw new IOException(contender + " applied " + applied + ": " + ended.output());
      }
      runs.computeIfAbsent(contender, absent -> new ArrayList<>())
          .add(new Run(MigrateMain.printedTime(ended.output()), ended.took()));
    }
  }

  @Override
  public List<Row> rows() {
    return List.of(
        row(
            "migrate()",
            median(runs(Contender.PLAIN).stream().map(Run::migrate).toList()),
            median(runs(Contender.CLEARWAY).stream().map(Run::migrate).toList())),
        row(
            "whole process",
            median(runs(Contender.PLAIN).stream().map(Run::process).toList()),
            median(runs(Contender.CLEARWAY).stream().map(Run::process).toList())));
  }

  private List<Run> runs(Contender contender) {
    return runs.getOrDefault(contender, List.of());
  }

  private static Duration median(List<Duration> seen) {
    return Figures.median(seen);
  }

  private Row row(String measure, Duration plain, Duration clearway) {
    double ratio = (double) clearway.toNanos() / plain.toNanos();
    return new Row(
        count + " trivial migrations",
        measure,
        Figures.millis(plain),
        "",
        Figures.format("%,d ms (%.2f ×)", clearway.toMillis(), ratio),
        "≤ 1.10 × plain Flyway's",
        ratio <= 1.10);
  }
}
