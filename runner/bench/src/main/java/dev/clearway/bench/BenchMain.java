/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.testkit.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.internal.license.VersionPrinter;

/**
 * The benchmark: every scenario in several rounds, and one Markdown table on standard output. See
 * the module's README. Exits with 0 if every target is met and 1 if one is missed.
 */
public final class BenchMain {

  private static final int MIGRATIONS = 300;
  private static final String USAGE =
      "usage: runner/bench/run [--rounds <n>] [--only <scenario>,...]";

  private BenchMain() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = 5;
    Set<String> only = Set.of();
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(USAGE);
      }
      switch (arguments[i]) {
        case "--rounds" -> rounds = Integer.parseInt(arguments[i + 1]);
        case "--only" -> only = Set.of(arguments[i + 1].split(","));
        default -> throw new IllegalArgumentException(USAGE);
      }
    }
    System.exit(run(rounds, only) ? 0 : 1);
  }

  private static boolean run(int rounds, Set<String> only) throws Exception {
    Path migrations = Files.createTempDirectory("clearway-bench");
    Path pending = Files.createTempDirectory("clearway-bench");
    Path records = Files.createTempDirectory("clearway-bench");
    try (EmbeddedServer server = Stalls.server();
        EmbeddedServer vacuuming = Stalls.vacuumingServer();
        EmbeddedServer crowded = Crowd.server()) {
      TrivialMigrations.write(migrations, MIGRATIONS);
      List<Scenario> scenarios = new ArrayList<>(new Stalls(1).on(server, vacuuming));
      scenarios.add(new Overhead(server, migrations, MIGRATIONS));
      scenarios.add(new WatchCost(server, Duration.ofSeconds(3), Duration.ofSeconds(10)));
      scenarios.add(new Memory(server, migrations, MIGRATIONS));
      scenarios.add(new ForecastCost());
      scenarios.add(new RecordingCost(server, migrations, records, MIGRATIONS));
      scenarios.add(new PreflightTime(Crowd.REAL, crowded, pending));
      scenarios.add(new SamplingCost(Crowd.REAL, crowded, Duration.ofSeconds(10)));
      Set<String> keys = scenarios.stream().map(Scenario::key).collect(Collectors.toSet());
      if (!keys.containsAll(only)) {
        throw new IllegalArgumentException("there are only " + keys);
      }
      scenarios.removeIf(scenario -> !only.isEmpty() && !only.contains(scenario.key()));
      Contender.warmUp(server);
      measure(scenarios, rounds);
      List<Row> rows = scenarios.stream().flatMap(scenario -> scenario.rows().stream()).toList();
      System.out.printf(
          "PostgreSQL %s, Flyway %s, Java %s, %d cores; median of %d.%n%n",
          version(server),
          VersionPrinter.getVersion(),
          System.getProperty("java.version"),
          Runtime.getRuntime().availableProcessors(),
          rounds);
      System.out.print(MarkdownTable.of(rows));
      return rows.stream().allMatch(Row::met);
    } finally {
      delete(migrations);
      delete(pending);
      delete(records);
    }
  }

  /** Round by round, so that what disturbs the machine for a while disturbs all scenarios alike. */
  private static void measure(List<Scenario> scenarios, int rounds) throws Exception {
    for (int round = 1; round <= rounds; round++) {
      for (Scenario scenario : scenarios) {
        System.err.printf("round %d of %d: %s%n", round, rounds, scenario.key());
        scenario.round(round);
      }
    }
  }

  private static String version(EmbeddedServer server) throws Exception {
    try (var connection = server.connect("postgres")) {
      return connection.getMetaData().getDatabaseProductVersion();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
