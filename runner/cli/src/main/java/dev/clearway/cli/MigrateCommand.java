/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.alert.Channels;
import dev.clearway.cli.report.Json;
import dev.clearway.cli.report.LiveProgress;
import dev.clearway.cli.report.MigrateJson;
import dev.clearway.cli.report.MigrateText;
import dev.clearway.cli.report.PlainProgress;
import dev.clearway.cli.report.Progress;
import dev.clearway.cli.setup.Server;
import dev.clearway.cli.setup.Setup;
import dev.clearway.cli.setup.Target;
import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunResult;
import dev.clearway.flyway.GuardedFlyway;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** {@code clearway migrate}. */
@picocli.CommandLine.Command(
    name = "migrate",
    description = {
      "Applies the pending migrations. A migration queues for a strong lock only when",
      "the road is clear, only briefly, and is rolled back and tried again otherwise."
    },
    customSynopsis = "clearway migrate [options]")
final class MigrateCommand extends Command {

  @Mixin Format format = new Format();

  MigrateCommand(Host host) {
    super(host);
  }

  @Override
  boolean hasGuardFlags() {
    return true;
  }

  @Override
  boolean hasAlertFlags() {
    return true;
  }

  @Override
  public Integer call() {
    Setup setup = setup();
    GuardSettings guard = setup.guard().guard();
    Target target = setup.target();
    Server.look(target);
    long began = System.nanoTime();
    RunResult result;
    int exitCode;
    Path report;
    try (Progress progress = progress()) {
      GuardedFlyway run =
          new GuardedFlyway(
              target.flyway(),
              setup.guard(),
              host.around().directory(),
              progress,
              Channels.of(setup.guard(), host.around().environment(), globals.redactor));
      try (Interruption interruption = new Interruption(run::interrupt, host.err())) {
        result = run.migrate();
        exitCode =
            result.outcome() == RunOutcome.INTERRUPTED
                ? interruption.exitCode()
                : result.outcome().exitCode();
      }
      report = run.report();
    }
    print(
        clean(result),
        exitCode,
        guard.stallBudget(),
        Duration.ofNanos(System.nanoTime() - began),
        report == null ? null : host.around().show(report));
    return exitCode;
  }

  private Progress progress() {
    PrintStream err = host.err();
    return host.drawsInPlace()
        ? new LiveProgress(
            err,
            Version.number(),
            host.style(globals.colour, host.errIsTerminal()),
            host.charset(),
            System::nanoTime)
        : new PlainProgress(err, Version.number(), System::nanoTime);
  }

  private RunResult clean(RunResult result) {
    RunFailure failure = result.failure();
    return failure == null
        ? result
        : new RunResult(
            result.outcome(),
            result.database(),
            result.migrations(),
            result.felt(),
            globals.redactor.clean(failure));
  }

  private void print(
      RunResult result,
      int exitCode,
      Duration stallBudget,
      Duration took,
      @Nullable String report) {
    if (format.isJson()) {
      host.out().println(Json.write(MigrateJson.of(result, exitCode, report)));
      return;
    }
    boolean done = result.failure() == null;
    PrintStream stream = done ? host.out() : host.err();
    MigrateText.of(
            result,
            stallBudget,
            took,
            host.style(globals.colour, done ? host.outIsTerminal() : host.errIsTerminal()),
            host.around().spelling()::given)
        .forEach(stream::println);
    if (report != null) {
      stream.println("  Report: " + report);
    }
  }
}
