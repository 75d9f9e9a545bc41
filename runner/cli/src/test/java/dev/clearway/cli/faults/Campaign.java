/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

import dev.clearway.cli.faults.PointResult.Effect;
import dev.clearway.cli.faults.Recording.Message;
import dev.clearway.cli.faults.Run.End;
import dev.clearway.cli.faults.Run.StuckException;
import dev.clearway.testkit.EmbeddedServer;
import dev.clearway.testkit.FaultProxy;
import dev.clearway.testkit.FaultProxy.Fault;
import dev.clearway.testkit.FaultProxy.Passing;
import dev.clearway.testkit.LeakCheck;
import dev.clearway.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs migrations, lets something go wrong at a certain point, starts the runner again until it is
 * done, and compares the database with one in which nothing went wrong. One server and one proxy
 * serve all points; each has a database of its own.
 */
final class Campaign implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MAX_RUNS = 6;

  private static final String LEDGER = "flyway_schema_history_clearway";

  private static final String STATE =
      "SELECT coalesce((SELECT CASE WHEN state <> 'active' OR query <> ? THEN 'over'"
          + " WHEN wait_event = 'PgSleep' OR wait_event_type = 'Lock' THEN 'inside' END"
          + " FROM pg_stat_activity WHERE client_port = ? AND query_start > ?::timestamptz), '')";

  private final EmbeddedServer server = EmbeddedServer.builder().durable().start();
  private final FaultProxy proxy = FaultProxy.before(server);
  private final Map<String, Undisturbed> undisturbed = new ConcurrentHashMap<>();
  private final Path password;
  private @Nullable Optional<TinyDisk> disk;

  /** What a set of migrations does when nothing goes wrong. */
  private record Undisturbed(Recording recording, Snapshot snapshot) {}

  Campaign() throws IOException {
    password = Files.createTempFile("clearway-campaign", ".password");
    Files.writeString(password, server.password());
  }

  /** What the runner sends to the server for a set when nothing goes wrong. */
  List<Message> messages(MigrationSet set) {
    return undisturbed(set).recording.messages();
  }

  /** Whether disks can be full here. */
  boolean hasDisk() throws IOException, InterruptedException {
    if (disk == null) {
      disk = TinyDisk.mount(server);
    }
    return disk.isPresent();
  }

  private Undisturbed undisturbed(MigrationSet set) {
    return undisturbed.computeIfAbsent(
        set.name(),
        name -> {
          try (TestDatabase database = server.createDatabase(new Base())) {
            List<Passing> passed = Collections.synchronizedList(new ArrayList<>());
            proxy.observe(passed::add);
            End end = Run.inProcess(arguments("migrate", set, database)).await(PATIENCE);
            proxy.observe(passing -> {});
            if (end.exitCode() != 0) {
              throw new IllegalStateException("undisturbed, " + name + " fails: " + end);
            }
            LeakCheck.of(database).assertClean();
            Snapshot snapshot = Snapshot.of(database);
            if (!snapshot.repeated().isEmpty()) {
              throw new IllegalStateException(
                  "undisturbed, " + name + " does twice: " + snapshot.repeated());
            }
            return new Undisturbed(new Recording(set, List.copyOf(passed)), snapshot);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          }
        });
  }

  private List<String> arguments(String command, MigrationSet set, TestDatabase database) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--url", proxy.jdbcUrl(database), "--user", database.user()));
    arguments.addAll(List.of("--password-file", password.toString()));
    arguments.addAll(List.of("--baseline-on-migrate", "--baseline-version", "0"));
    arguments.addAll(List.of("--max-backoff", "500ms"));
    arguments.addAll(set.flags());
    return arguments;
  }

  /** Several runners at once on one database, as processes, and what came of it. */
  PointResult together(MigrationSet set, int runners) throws Exception {
    long began = System.nanoTime();
    Undisturbed expected = undisturbed(set);
    try (TestDatabase database = server.createDatabase(new Base())) {
      List<Run> runs = new ArrayList<>();
      for (int i = 0; i < runners; i++) {
        runs.add(Run.process(arguments("migrate", set, database)));
      }
      Outcome outcome = new Outcome();
      for (Run run : runs) {
        outcome.add(run.await(PATIENCE.multipliedBy(2)));
      }
      FaultPoint point = new FaultPoint(set.name(), 0, FaultKind.DELAY, Moment.BEFORE, runners);
      return result(point, runners + " runners at once", outcome, database, expected, began);
    }
  }

  /** Lets something go wrong at a point, and returns what came of it. */
  PointResult run(FaultPoint point) throws Exception {
    long began = System.nanoTime();
    MigrationSet set = MigrationSet.named(point.set());
    Undisturbed expected = undisturbed(set);
    Message message = expected.recording.messages().get(point.message());
    try (TestDatabase database = server.createDatabase(new Base())) {
      if (point.kind() == FaultKind.DISK && hasDisk()) {
        disk().take(database);
      }
      Outcome outcome = new Outcome();
      List<Obstacle> obstacles = new ArrayList<>();
      try {
        disturb(point, message, set, database, obstacles, outcome);
        goOn(point, set, database, outcome);
      } catch (StuckException e) {
        outcome.stuck = "did not end within " + PATIENCE + ": " + e.getMessage();
      } finally {
        proxy.forget();
        proxy.accept();
        proxy.resume();
        if (disk != null && disk.isPresent()) {
          disk().clear();
        }
        obstacles.forEach(Obstacle::awaitRemoved);
        obstacles.forEach(Obstacle::remove);
      }
      return result(point, message.text(), outcome, database, expected, began);
    }
  }

  /** What the runs of one point have come to so far. */
  private static final class Outcome {
    final List<Integer> exitCodes = new ArrayList<>();
    final StringBuilder output = new StringBuilder();
    int manualSteps;
    int unaskedSteps;
    String stuck = "";
    long signalMillis;
    Effect effect = Effect.FELT;

    void add(End end) {
      exitCodes.add(end.exitCode());
      output.append("--- exit code ").append(end.exitCode()).append('\n').append(end.output());
    }

    /** After exit code 6 the same command cleans up, if it can; a second one asks for a person. */
    boolean isUncleanTwice() {
      int runs = exitCodes.size();
      return runs > 1 && exitCodes.get(runs - 1) == 6 && exitCodes.get(runs - 2) == 6;
    }

    int last() {
      return exitCodes.get(exitCodes.size() - 1);
    }
  }

  private PointResult result(
      FaultPoint point,
      String statement,
      Outcome outcome,
      TestDatabase database,
      Undisturbed expected,
      long began)
      throws SQLException {
    List<String> leaks = leaks(database);
    Snapshot snapshot = Snapshot.of(database);
    return new PointResult(
        point,
        statement,
        outcome.effect,
        List.copyOf(outcome.exitCodes),
        outcome.manualSteps,
        outcome.unaskedSteps,
        snapshot.lost(expected.snapshot),
        snapshot.doubled(expected.snapshot),
        snapshot.different(expected.snapshot),
        leaks,
        outcome.stuck,
        outcome.signalMillis,
        outcome.output.toString(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  /** Sessions, locks and invalid indexes, and what the ledger still takes for unfinished. */
  private static List<String> leaks(TestDatabase database) throws SQLException {
    LeakCheck check = LeakCheck.of(database).within(Duration.ofSeconds(15));
    List<String> leaks = new ArrayList<>();
    try {
      check.assertClean();
    } catch (AssertionError e) {
      leaks.addAll(check.leaks());
    }
    if (database.queryString("SELECT to_regclass('" + LEDGER + "')::text") != null) {
      database
          .queryStrings(
              "SELECT format('ledger row of %s, statement %s: %s', script, ordinal, state) FROM "
                  + LEDGER)
          .forEach(row -> leaks.add(String.valueOf(row)));
    }
    return leaks;
  }

  /** Starts the runner until it is done. */
  private void goOn(FaultPoint point, MigrationSet set, TestDatabase database, Outcome outcome)
      throws InterruptedException {
    while (outcome.last() != 0) {
      if (outcome.exitCodes.size() >= MAX_RUNS) {
        outcome.stuck = "not done after " + MAX_RUNS + " runs";
        return;
      }
      if (outcome.isUncleanTwice()) {
        outcome.manualSteps++;
        if (!outcome.output.toString().contains("clearway repair")) {
          outcome.unaskedSteps++;
        }
        outcome.output.append("--- repair\n");
        outcome.output.append(
            Run.inProcess(arguments("repair", set, database)).await(PATIENCE).output());
      }
      List<String> arguments = arguments("migrate", set, database);
      if (point.kind() == FaultKind.KILL_TWICE && outcome.exitCodes.size() == 1) {
        outcome.add(killed(Run.process(arguments), point, set));
        continue;
      }
      Run run =
          point.kind().needsProcess() && point.way(4) == 0
              ? Run.process(arguments)
              : Run.inProcess(arguments);
      outcome.add(run.await(PATIENCE));
    }
  }

  /** Kills the runner that goes on, at one of the first statements that change anything. */
  private End killed(Run run, FaultPoint point, MigrationSet set) throws InterruptedException {
    int[] left = {point.between(1, 15)};
    CompletableFuture<Passing> held =
        proxy.onPassing(
            passing -> Recording.changes(passing.text(), set) && --left[0] == 0,
            point.way(2) == 0 ? Fault.STALL_REQUEST : Fault.STALL_ANSWER);
    CompletableFuture.anyOf(held, run.ended()).join();
    if (held.isDone()) {
      run.kill();
      proxy.cut();
    }
    return run.await(PATIENCE);
  }

  /** The first run, with what goes wrong in it. */
  private void disturb(
      FaultPoint point,
      Message message,
      MigrationSet set,
      TestDatabase database,
      List<Obstacle> obstacles,
      Outcome outcome)
      throws Exception {
    Fault hold = point.moment() == Moment.AFTER ? Fault.STALL_ANSWER : Fault.STALL_REQUEST;
    CompletableFuture<Passing> held = proxy.onPassing(message.matcher(), hold);
    List<String> arguments = arguments("migrate", set, database);
    if (point.kind() == FaultKind.LOCK_FOR_LONG) {
      arguments.addAll(List.of("--blocker-patience", "300ms", "--retry-for", "1s"));
    }
    Run run = point.kind().needsProcess() ? Run.process(arguments) : Run.inProcess(arguments);
    try {
      CompletableFuture.anyOf(held, run.ended()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new StuckException(run.state());
    }
    if (held.isDone()) {
      if (point.moment() == Moment.DURING
          && enter(point, message, held.join(), run, database, obstacles)) {
        outcome.effect = Effect.INSIDE;
      }
      act(point, held.join(), run, database, obstacles, outcome);
    } else {
      outcome.effect = Effect.NOT_REACHED;
    }
    End end = run.await(PATIENCE);
    outcome.add(end);
    if (point.kind() == FaultKind.DISK) {
      disk().clear();
      if (end.exitCode() == 0) {
        outcome.effect = Effect.NOT_FELT;
      }
    }
  }

  /**
   * Lets the statement reach the server, and holds it in its middle there. Returns whether that has
   * come about.
   */
  private boolean enter(
      FaultPoint point,
      Message message,
      Passing passing,
      Run run,
      TestDatabase database,
      List<Obstacle> obstacles)
      throws SQLException {
    boolean waits = message.text().contains("CONCURRENTLY") && point.way(3) != 0;
    obstacles.add(waits ? Obstacle.writer(database) : Obstacle.gate(database));
    String now = database.queryString("SELECT clock_timestamp()::text");
    proxy.resume();
    long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
    String state = "";
    while (state.isEmpty() && !run.ended().isDone() && System.nanoTime() < deadline) {
      state =
          String.valueOf(database.queryString(STATE, passing.text(), passing.clientPort(), now));
    }
    return state.equals("inside");
  }

  private void act(
      FaultPoint point,
      Passing passing,
      Run run,
      TestDatabase database,
      List<Obstacle> obstacles,
      Outcome outcome)
      throws Exception {
    boolean inside = point.moment() == Moment.DURING;
    switch (point.kind()) {
      case KILL, KILL_TWICE -> {
        run.kill();
        if (!inside) {
          proxy.cut();
        }
      }
      case TERM, INT -> {
        run.signal(point.kind().name());
        long sent = System.nanoTime();
        try {
          run.ended().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          throw new StuckException("still runs 10 s after the signal: " + run.state());
        }
        outcome.signalMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sent);
        proxy.cut();
      }
      case TERMINATE -> {
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND application_name <> 'testkit' AND "
                + (point.way(2) == 0 ? "true" : "client_port = " + passing.clientPort()));
        proxy.resume();
      }
      case CANCEL -> {
        database.execute(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE client_port = "
                + passing.clientPort());
        proxy.resume();
      }
      case RESTART -> {
        server.restartImmediately();
        if (point.way(2) == 0) {
          proxy.cut();
        }
        proxy.resume();
      }
      case CUT, CUT_COMMIT -> proxy.cut();
      case SILENCE -> {
        pause(point.between(200, 600));
        proxy.cut();
      }
      case DELAY -> {
        pause(point.between(50, 700));
        proxy.resume();
      }
      case REFUSE -> {
        proxy.refuse();
        proxy.cut();
        pause(point.between(100, 900));
        proxy.accept();
      }
      case LOCK, LOCK_FOR_LONG -> {
        Obstacle locker = Obstacle.locker(database);
        obstacles.add(locker);
        proxy.resume();
        if (point.kind() == FaultKind.LOCK) {
          locker.removeAfter(Duration.ofMillis(point.between(200, 900)));
        } else {
          CompletableFuture.anyOf(
                  run.ended(), new CompletableFuture<>().completeOnTimeout("", 4, TimeUnit.SECONDS))
              .join();
          locker.remove();
        }
      }
      case DISK -> {
        disk().fill();
        proxy.resume();
      }
    }
    if (inside) {
      obstacles.forEach(
          obstacle -> obstacle.removeAfter(Duration.ofMillis(point.between(0, 3) * 400L)));
    }
  }

  private TinyDisk disk() {
    return Objects.requireNonNull(disk).orElseThrow();
  }

  /** What takes its time is the fault itself. */
  private static void pause(int millis) {
    new CompletableFuture<>().completeOnTimeout("", millis, TimeUnit.MILLISECONDS).join();
  }

  @Override
  public void close() throws Exception {
    proxy.close();
    if (disk != null && disk.isPresent()) {
      disk().close();
    }
    server.close();
    Files.deleteIfExists(password);
  }
}
