/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.demo.Comparison;
import dev.clearway.cli.demo.ComparisonJson;
import dev.clearway.cli.demo.ComparisonText;
import dev.clearway.cli.demo.Demo;
import dev.clearway.cli.demo.Scene;
import dev.clearway.cli.demo.StripChart;
import dev.clearway.cli.report.FailureText;
import dev.clearway.cli.report.Json;
import dev.clearway.cli.report.MigrateJson;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.testkit.PostgresServer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Mixin;

/** {@code clearway demo}. */
@picocli.CommandLine.Command(
    name = "demo",
    description = {
      "Shows what an application feels of a migration, of Flyway's and of Clearway's.",
      "",
      "Starts a PostgreSQL of its own, puts a load and a report of 4 s on a table and",
      "adds a column to it, first with plain Flyway, then with Clearway. Takes about",
      "20 s and leaves nothing behind. Exits with 1 if the application felt more of",
      "Clearway than of plain Flyway."
    },
    customSynopsis = "clearway demo [options]")
final class DemoCommand extends Command {

  private final Scene scene;

  @Mixin Format format = new Format();

  DemoCommand(Host host) {
    this(host, Scene.USUAL);
  }

  DemoCommand(Host host, Scene scene) {
    super(host);
    this.scene = scene;
  }

  @Override
  boolean hasSetupFlags() {
    return false;
  }

  @Override
  public Integer call() throws Exception {
    CountDownLatch ending = new CountDownLatch(1);
    Thread hook = new Thread(ending::countDown, "demo-ending");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      int exitCode = play();
      Runtime.getRuntime().removeShutdownHook(hook);
      return exitCode;
    } catch (Exception e) {
      if (ending.getCount() == 0) {
        // Ctrl-C: the server is being stopped under our feet, by another hook. No news to anybody.
        new CountDownLatch(1).await();
      }
      Runtime.getRuntime().removeShutdownHook(hook);
      throw e;
    }
  }

  private int play() throws Exception {
    host.err().println("Starting a PostgreSQL, then playing the same migration twice ...");
    Comparison comparison;
    try (PostgresServer server = PostgresServer.start()) {
      comparison = new Demo(server, scene, host.err()::println).play();
    } catch (Demo.NotDoneException e) {
      return notDone(e);
    }
    return print(comparison);
  }

  /** Prints what was measured, and returns the exit code that it deserves. */
  int print(Comparison comparison) {
    RunOutcome outcome = comparison.clearwayIsBetter() ? RunOutcome.DONE : RunOutcome.INTERNAL;
    if (format.isJson()) {
      Map<String, Object> json = MigrateJson.head("demo", outcome.word(), outcome.exitCode());
      json.putAll(ComparisonJson.of(comparison));
      host.out().println(Json.write(json));
    } else {
      host.out().println();
      host.out().print(ComparisonText.of(comparison, StripChart.in(host.charset())));
    }
    if (outcome != RunOutcome.DONE) {
      host.err()
          .println(
              "The application felt more of Clearway than of plain Flyway. Is this machine too"
                  + " busy to tell? If not, this is a bug.");
    }
    return outcome.exitCode();
  }

  private int notDone(Demo.NotDoneException e) {
    RunOutcome outcome = e.outcome();
    if (format.isJson()) {
      Map<String, Object> json = MigrateJson.head("demo", outcome.word(), outcome.exitCode());
      json.put("failure", MigrateJson.failure(e.failure()));
      host.out().println(Json.write(json));
    } else {
      FailureText.of(outcome, e.failure(), host.style(globals.colour, host.errIsTerminal()))
          .forEach(host.err()::println);
    }
    return outcome.exitCode();
  }
}
