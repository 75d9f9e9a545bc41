/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.demo;

import dev.clearway.cli.demo.Comparison.Turn;
import dev.clearway.core.config.SettingsResolver;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.record.RunResult;
import dev.clearway.flyway.GuardedFlyway;
import dev.clearway.testkit.PostgresServer;
import dev.clearway.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;

/**
 * Plays the same migration under the same load twice, with plain Flyway and with Clearway, each on
 * a database of its own whose history it has applied itself, so that neither starts cold.
 */
public final class Demo {

  /** Applies the shop's migrations up to a version. */
  @FunctionalInterface
  private interface Runner {
    void migrate(TestDatabase database, String target) throws Exception;
  }

  /** Clearway did not apply the migration. */
  public static final class NotDoneException extends RuntimeException {

    private final RunOutcome outcome;
    private final transient RunFailure failure;

    NotDoneException(RunOutcome outcome, RunFailure failure) {
      super(failure.message());
      this.outcome = outcome;
      this.failure = failure;
    }

    /** How it ended. */
    public RunOutcome outcome() {
      return outcome;
    }

    /** Why. */
    public RunFailure failure() {
      return failure;
    }
  }

  private final PostgresServer server;
  private final Scene scene;
  private final Consumer<String> progress;
  private long orders;

  /**
   * @param server where the two databases are made; they are gone afterwards
   * @param progress hears a line whenever something is done
   */
  public Demo(PostgresServer server, Scene scene, Consumer<String> progress) {
    this.server = server;
    this.scene = scene;
    this.progress = progress;
  }

  /**
   * Takes about 15 s, for the most part the report's time.
   *
   * @throws NotDoneException if Clearway gave up
   */
  public Comparison play() throws Exception {
    PlainFlyway plainFlyway = new PlainFlyway();
    Turn plain =
        turn(
            "plain Flyway",
            (database, target) ->
                plainFlyway.migrate(
                    new PlainFlyway.Job(database.dataSource(), Shop.LOCATION, target, null, true)));
    Turn clearway = turn("Clearway", Demo::migrateGuarded);
    return new Comparison(version(), orders, scene, plain, clearway);
  }

  private Turn turn(String name, Runner runner) throws Exception {
    try (TestDatabase database = server.createDatabase()) {
      runner.migrate(database, Shop.HERE);
      var stage =
          new Stage(
              scene.sessions(),
              Duration.ofMillis(1),
              Duration.ofMillis(10),
              Obstacle.report(scene.report()),
              scene.lead());
      Stage.Take take = stage.measure(database, shop -> runner.migrate(shop, Shop.NEXT));
      orders = database.queryLong("SELECT count(*) FROM orders");
      if (database.queryLong(
              "SELECT count(*) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname ="
                  + " 'note'")
          != 1) {
        throw new IllegalStateException(name + " did not apply V" + Shop.NEXT);
      }
      progress.accept(
          String.format(
              Locale.ROOT, "%s: done after %.1f s", name, take.doneAfter().toMillis() / 1000.0));
      return new Turn(Impact.of(take.felt(), scene.column()), take.doneAfter());
    }
  }

  private static void migrateGuarded(TestDatabase database, String target) {
    var flyway =
        Flyway.configure()
            .dataSource(database.dataSource())
            .locations(Shop.LOCATION)
            .target(target);
    var settings = SettingsResolver.resolve(List.of()).guard();
    RunResult result = new GuardedFlyway(flyway, settings, RunListener.NONE).migrate();
    if (result.failure() != null) {
      throw new NotDoneException(result.outcome(), result.failure());
    }
  }

  private String version() throws Exception {
    try (var connection = server.connect("postgres")) {
      return connection.getMetaData().getDatabaseProductVersion();
    }
  }
}
