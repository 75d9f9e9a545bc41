/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.core.config.ResolvedSettings;
import dev.clearway.core.config.SettingSource;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.RunListener;
import dev.clearway.flyway.GuardedFlyway;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * What the flight recorder costs where it costs most: beside migrations as small as they come, of
 * which each leaves as many events as a large one.
 */
final class RecordingCost implements Scenario {

  private enum Recorder {
    OFF,
    ON
  }

  private final PostgresServer server;
  private final Path migrations;
  private final Path folder;
  private final int count;
  private final Map<Recorder, List<Duration>> runs = new EnumMap<>(Recorder.class);

  /**
   * @param migrations where {@code count} {@linkplain TrivialMigrations trivial ones} are
   * @param folder for the flight records
   */
  RecordingCost(PostgresServer server, Path migrations, Path folder, int count) {
    this.server = server;
    this.migrations = migrations;
    this.folder = folder;
    this.count = count;
  }

  @Override
  public String key() {
    return "recording";
  }

  @Override
  public void round(int number) throws Exception {
    if (runs.isEmpty()) {
      // neither is to pay for the classes
      measure(Recorder.ON);
      measure(Recorder.OFF);
    }
    Recorder[] order = Recorder.values();
    // a single run says little: each is as long as the machine's mood
    for (int i = 0; i < 6; i++) {
      Recorder recorder = order[(i + number) % 2];
      runs.computeIfAbsent(recorder, absent -> new ArrayList<>()).add(measure(recorder));
    }
  }

  private Duration measure(Recorder recorder) throws Exception {
    boolean on = recorder == Recorder.ON;
    ResolvedSettings settings =
        SettingsResolver.resolve(
            List.of(
                SettingSource.keys(
                    "bench",
                    Map.of(
                        "recordFolder",
                        on ? folder.toString() : "off",
                        "recordTable",
                        String.valueOf(on)))));
    try (TestDatabase database = server.createDatabase()) {
      GuardedFlyway run =
          new GuardedFlyway(
              Flyway.configure()
                  .dataSource(database.jdbcUrl(), database.user(), database.password())
                  .locations("filesystem:" + migrations),
              settings,
              folder,
              RunListener.NONE);
      long start = System.nanoTime();
      if (run.migrate().outcome() != RunOutcome.DONE || (run.folder() != null) != on) {
        throw new IllegalStateException("the run did not do what is measured");
      }
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }

  @Override
  public List<Row> rows() {
    Duration off = Figures.median(runs.getOrDefault(Recorder.OFF, List.of()));
    Duration on = Figures.median(runs.getOrDefault(Recorder.ON, List.of()));
    double more = 100.0 * (on.toNanos() - off.toNanos()) / off.toNanos();
    return List.of(
        new Row(
            "flight recorder, " + count + " trivial migrations",
            "time of the run, with it against without",
            "",
            "",
            Figures.format("%,d ms against %,d ms (%+.1f %%)", on.toMillis(), off.toMillis(), more),
            "≤ 1 % more",
            more <= 1));
  }
}
