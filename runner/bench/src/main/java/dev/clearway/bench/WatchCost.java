/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.bench;

import dev.clearway.cli.demo.Shop;
import dev.clearway.testkit.ApplicationLoad;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A migration of one long statement, under the stall watch or not, while the application works:
 * what client and server spend on it, and how many connections it has. The statement does nothing,
 * so that whatever is spent is the watch's.
 */
final class WatchCost implements Scenario {

  /** Processor time for each second that went by, in percent of one core; and connections. */
  private record Cost(double client, double server, long connections) {
    double total() {
      return client + server;
    }
  }

  /** Between the shop's version and the next. */
  private static final String VERSION = "4.1";

  private static final String PIDS =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type ="
          + " 'client backend' AND application_name NOT IN ('shop', 'testkit')";

  private final PostgresServer server;
  private final Duration settle;
  private final Duration length;
  private final Map<Contender, List<Cost>> costs = new EnumMap<>(Contender.class);

  /**
   * @param settle how long the statement runs before it is measured
   * @param length how long it is measured
   */
  WatchCost(PostgresServer server, Duration settle, Duration length) {
    this.server = server;
    this.settle = settle;
    this.length = length;
  }

  @Override
  public String key() {
    return "watch";
  }

  @Override
  public void round(int number) throws Exception {
    List<Contender> order = List.of(Contender.PLAIN, Contender.CLEARWAY);
    for (int i = 0; i < order.size(); i++) {
      Contender contender = order.get((i + number) % order.size());
      costs.computeIfAbsent(contender, absent -> new ArrayList<>()).add(measure(contender));
    }
  }

  private Cost measure(Contender contender) throws Exception {
    Path directory = Files.createTempDirectory("clearway-bench");
    Path script = directory.resolve("V" + VERSION + "__sleep.sql");
    Path output = directory.resolve("output.log");
    Duration sleep = settle.plus(length).plusSeconds(2);
    Files.writeString(
        script,
        Figures.format(
            "SELECT pg_sleep(%.1f), count(*) FROM orders;\n", sleep.toMillis() / 1000.0));
    try (TestDatabase database = server.createDatabase(new Shop());
        ApplicationLoad load =
            ApplicationLoad.on(database, "orders")
                .application("shop")
                .statements(
                    "SELECT status FROM orders WHERE id = ?",
                    "UPDATE orders SET total_cents = total_cents + 1 WHERE id = ?")
                .start()) {
      Process migration = start(contender, database, directory, output);
      try {
        database
            .await()
            .isTrue(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND"
                    + " wait_event = 'PgSleep')");
        Thread.sleep(settle.toMillis());
        List<ProcessHandle> backends = backends(database);
        long clientBefore = ProcessorTime.millis(List.of(migration.toHandle()));
        long serverBefore = ProcessorTime.millis(backends);
        long start = System.nanoTime();
        Thread.sleep(length.toMillis());
        double wall = (System.nanoTime() - start) / 1e6;
        var cost =
            new Cost(
                100 * (ProcessorTime.millis(List.of(migration.toHandle())) - clientBefore) / wall,
                100 * (ProcessorTime.millis(backends) - serverBefore) / wall,
                backends.size());
        load.stop();
        if (!migration.waitFor(1, TimeUnit.MINUTES) || migration.exitValue() != 0) {
          throw new IOException(contender + " failed: " + Files.readString(output));
        }
        return cost;
      } finally {
        migration.destroyForcibly();
      }
    } finally {
      Files.deleteIfExists(script);
      Files.deleteIfExists(output);
      Files.delete(directory);
    }
  }

  private static Process start(
      Contender contender, TestDatabase database, Path directory, Path output) throws IOException {
    return ChildJvm.start(
        contender == Contender.PLAIN ? ChildJvm.classPathWithoutExtension() : ChildJvm.classPath(),
        List.of(),
        MigrateMain.class,
        List.of(
            database.jdbcUrl(),
            database.user(),
            // the shop's own history too, or Flyway would miss what is applied
            Shop.LOCATION + ",filesystem:" + directory,
            VERSION),
        Map.of("PGPASSWORD", database.password()),
        output);
  }

  private static List<ProcessHandle> backends(TestDatabase database) throws Exception {
    List<ProcessHandle> backends = new ArrayList<>();
    for (String pid : database.queryStrings(PIDS)) {
      ProcessHandle.of(Long.parseLong(String.valueOf(pid))).ifPresent(backends::add);
    }
    return backends;
  }

  @Override
  public List<Row> rows() {
    double plain = Figures.median(costs(Contender.PLAIN).stream().map(Cost::total).toList());
    double clearway = Figures.median(costs(Contender.CLEARWAY).stream().map(Cost::total).toList());
    double client = Figures.median(costs(Contender.CLEARWAY).stream().map(Cost::client).toList());
    long plainConnections =
        Figures.median(costs(Contender.PLAIN).stream().map(Cost::connections).toList());
    long connections =
        Figures.median(costs(Contender.CLEARWAY).stream().map(Cost::connections).toList());
    String name = "stall watch during one long statement";
    return List.of(
        new Row(
            name,
            "one core's time, client and server",
            Figures.format("%.1f %%", plain),
            "",
            Figures.format("%.1f %% (client %.1f %%)", clearway, client),
            "≤ 2 %",
            clearway - plain <= 2),
        new Row(
            name,
            "connections in all",
            String.valueOf(plainConnections),
            "",
            String.valueOf(connections),
            "≤ one more than Flyway's own",
            connections <= plainConnections + 1));
  }

  private List<Cost> costs(Contender contender) {
    return costs.getOrDefault(contender, List.of());
  }
}
