/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.report.Json;
import dev.clearway.cli.report.MigrateJson;
import dev.clearway.cli.report.RepairReport;
import dev.clearway.cli.setup.Server;
import dev.clearway.cli.setup.Target;
import dev.clearway.cli.setup.UnreachableException;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.guard.TransactionPoolerException;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.flyway.GuardedRepair;
import dev.clearway.flyway.GuardedRepair.InDoubt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code clearway repair}. */
@picocli.CommandLine.Command(
    name = "repair",
    description = {
      "Does what Flyway's repair does, and cleans up after scripts that were cut short.",
      "That is their invalid indexes, and what the statement ledger has of scripts that",
      "have changed. It says what it does first, and asks where somebody can answer."
    },
    customSynopsis = "clearway repair [options]")
final class RepairCommand extends Command {

  @Mixin Format format = new Format();

  @Option(names = "--dry-run", description = "only say what it would do")
  boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "do not ask")
  boolean yes;

  @Option(
      names = "--in-doubt",
      paramLabel = "<done|again>",
      description =
          "for statements that only a person can tell of: had their effect, or are to be executed"
              + " again")
  Answer inDoubt = Answer.ask;

  /** The words of {@code --in-doubt}. */
  @SuppressWarnings("checkstyle:ConstantName") // picocli reads and prints the names as they are
  enum Answer {
    ask,
    done,
    again
  }

  RepairCommand(Host host) {
    super(host);
  }

  @Override
  public Integer call() {
    Target target = setup().target();
    Server server = Server.look(target);
    try (GuardedRepair repair =
        GuardedRepair.plan(
            target.flyway(), InDoubt.valueOf(inDoubt.name().toUpperCase(Locale.ROOT)))) {
      boolean wanted = !dryRun && !repair.steps().isEmpty();
      if (!format.isJson()) {
        show(RepairReport.text(target.label(), repair.steps(), dryRun));
      }
      boolean applied = wanted && (yes || format.isJson() || isAgreed());
      if (applied) {
        repair.apply();
      }
      RunOutcome outcome =
          repair.isUndecided() || (wanted && !applied) ? RunOutcome.CLEANUP : RunOutcome.DONE;
      if (format.isJson()) {
        Map<String, Object> json = MigrateJson.head("repair", outcome.word(), outcome.exitCode());
        json.put(
            "database",
            MigrateJson.database(
                new DatabaseFacts(server.database(), target.label(), server.version())));
        json.put("applied", applied);
        json.put("steps", RepairReport.json(repair.steps()));
        host.out().println(Json.write(json));
      } else {
        show(RepairReport.end(repair.steps(), applied, dryRun));
      }
      return outcome.exitCode();
    } catch (TransactionPoolerException e) {
      throw CommandFailure.pooler(e);
    } catch (GuardedRepair.BusyException e) {
      throw CommandFailure.contention(String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      throw UnreachableException.of(target.label(), e);
    } catch (FlywayException e) {
      throw CommandFailure.flyway(e);
    }
  }

  private void show(List<String> lines) {
    lines.forEach(host.out()::println);
  }

  /** Where nobody can answer, whoever wrote the command has decided. */
  private boolean isAgreed() {
    if (!host.outIsTerminal()) {
      return true;
    }
    host.out().print("Do this? [y/N] ");
    host.out().flush();
    String answer;
    try {
      answer = new BufferedReader(new InputStreamReader(System.in, host.charset())).readLine();
    } catch (IOException e) {
      return false;
    }
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }
}
