/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.lint.LintConfig;
import dev.clearway.cli.lint.LintSetup;
import dev.clearway.cli.report.Json;
import dev.clearway.cli.report.PreflightGithub;
import dev.clearway.cli.report.PreflightJson;
import dev.clearway.cli.report.PreflightJunit;
import dev.clearway.cli.report.PreflightText;
import dev.clearway.cli.setup.Server;
import dev.clearway.cli.setup.Setup;
import dev.clearway.cli.setup.SingleConnection;
import dev.clearway.cli.setup.Target;
import dev.clearway.cli.setup.UnreachableException;
import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.SettingType;
import dev.clearway.core.failure.FailureKind;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.failure.SqlStates;
import dev.clearway.core.lock.PoolerProbe;
import dev.clearway.core.preflight.Finding;
import dev.clearway.core.preflight.LintWeight;
import dev.clearway.core.preflight.Preflight;
import dev.clearway.core.preflight.PreflightResult;
import dev.clearway.core.preflight.PreflightSettings;
import dev.clearway.core.preflight.PreflightTarget;
import dev.clearway.core.preflight.Replica;
import dev.clearway.core.preflight.Severity;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.flyway.MigrationPlanReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine.Option;

/** {@code clearway preflight}: whether the pending migrations can go now. Reads only. */
@picocli.CommandLine.Command(
    name = "preflight",
    description = {
      "Says whether the pending migrations can go now: CLEAR, HOLD or NO-GO.",
      "HOLD (exit 4): somebody is in the way, try again later.",
      "NO-GO (exit 3): a person must change something first.",
      "It reads only, over one connection."
    },
    customSynopsis = "clearway preflight [options]")
final class PreflightCommand extends Command {

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  @Option(
      names = "--format",
      paramLabel = "<text|json|github|junit>",
      description = "text for people, one JSON object, GitHub's annotations, or JUnit's XML")
  Kind format = Kind.text;

  @Option(
      names = "--replica-url",
      paramLabel = "<text>",
      split = ",",
      description = "a standby to look at too, without a password; can be repeated")
  List<String> replicaUrls = List.of();

  @Option(
      names = "--sample-for",
      paramLabel = "<time>",
      description = "how long to watch the tables' traffic (1s)")
  String sampleFor = "1s";

  /** The words of {@code --format}. */
  enum Kind {
    text,
    json,
    github,
    junit
  }

  PreflightCommand(Host host) {
    super(host);
  }

  @Override
  boolean hasGuardFlags() {
    return true;
  }

  @Override
  public Integer call() {
    Thread warmUp = new Thread(SqlParser::warmUp, "parser-warm-up");
    warmUp.setDaemon(true);
    warmUp.start();
    Setup setup = setup();
    LintConfig lint = LintConfig.read(host.around().directory(), null);
    PreflightSettings settings =
        new PreflightSettings(
            setup.guard().guard(),
            time("--sample-for", sampleFor, SettingType.TIME_OR_ZERO),
            LintSetup.of(lint, null, null).settings(),
            new LintWeight(lint.minBytes(), lint.minWrites()));
    Target target = setup.target();
    List<Replica> replicas = setup.replicas(replicaUrls);
    PreflightResult result;
    long connectingSince = System.nanoTime();
    try (Connection connection = Server.open(target)) {
      Server.look(connection, target);
      result = look(connection, connectingSince, target, replicas, settings);
    } catch (SQLException e) {
      throw UnreachableException.of(target.label(), e);
    }
    RunOutcome outcome =
        switch (result.verdict()) {
          case CLEAR -> RunOutcome.DONE;
          case HOLD -> RunOutcome.CONTENTION;
          case NO_GO -> RunOutcome.NO_GO;
        };
    print(globals.redactor.clean(result), target, outcome, settings.guard());
    return outcome.exitCode();
  }

  private static PreflightResult look(
      Connection connection,
      long connectingSince,
      Target target,
      List<Replica> replicas,
      PreflightSettings settings)
      throws SQLException {
    Preflight preflight =
        Preflight.begin(
            settings,
            new PreflightTarget(
                connection,
                PoolerProbe.announcedPid(connection),
                connectingSince,
                () -> target.dataSource().getConnection(),
                replicas));
    if (preflight.isThroughTransactionPooler()) {
      return preflight.refuse();
    }
    try {
      return preflight.judge(
          new MigrationPlanReader(target.flyway(), settings.guard())
              .read(new SingleConnection(connection)));
    } catch (FlywayException e) {
      SQLException cause = SqlStates.find(e);
      String state = SqlStates.sqlState(e);
      if (cause != null && FailureKind.of(state) == FailureKind.CONNECTION_LOST) {
        throw cause;
      }
      if (LOCK_NOT_AVAILABLE.equals(state)) {
        return preflight.refuse(
            Finding.general(
                "history-locked",
                Severity.HOLD,
                "the migrations' history, "
                    + target.flyway().getTable()
                    + ", is locked: it cannot be read",
                "see who holds it:  clearway blockers"));
      }
      throw CommandFailure.flyway(e);
    }
  }

  private void print(
      PreflightResult result, Target target, RunOutcome outcome, GuardSettings guard) {
    switch (format) {
      case text ->
          PreflightText.of(
                  result,
                  target.label(),
                  guard.blockerPatience(),
                  host.around().spelling().command("migrate"),
                  host.style(globals.colour, host.outIsTerminal()))
              .forEach(host.out()::println);
      case json -> host.out().println(Json.write(PreflightJson.of(result, outcome)));
      case github ->
          PreflightGithub.of(result, target.label(), host.around().directory())
              .forEach(host.out()::println);
      case junit -> host.out().println(PreflightJunit.of(result));
    }
  }
}
