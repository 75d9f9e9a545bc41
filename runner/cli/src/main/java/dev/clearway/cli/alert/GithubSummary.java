/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.cli.report.Redactor;
import dev.clearway.cli.report.Words;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.observe.RunObserver;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.MigrationRecord;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.record.TimedEvent;
import dev.clearway.core.sql.ServerText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds a run to the summary of a GitHub job, as Markdown in the file that {@code
 * GITHUB_STEP_SUMMARY} names.
 */
final class GithubSummary implements RunObserver {

  private final Path file;
  private final Redactor redactor;
  private String run;

  GithubSummary(Path file, String run, Redactor redactor) {
    this.file = file;
    this.run = run;
    this.redactor = redactor;
  }

  @Override
  public void on(TimedEvent timed) throws IOException {
    if (timed.event() instanceof RunEvent.RunStarted started) {
      run = started.run();
    } else if (timed.event() instanceof RunEvent.RunFinished finished
        && (finished.result().failure() != null || !finished.result().migrations().isEmpty())) {
      Files.writeString(
          file,
          String.join("\n", lines(finished.result())) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private List<String> lines(RunResult result) {
    List<String> lines = new ArrayList<>();
    RunFailure failure = result.failure();
    String where = result.database() == null ? "" : ": " + cell(result.database().name());
    lines.add(
        "### "
            + (failure == null ? "✅ Clearway" : "❌ Clearway, " + result.outcome().word())
            + where);
    lines.add("");
    if (failure != null) {
      lines.add(prose(ServerText.message(failure.sqlState(), failure.message())));
      lines.add("");
      lines.add(prose(failure.state()));
      lines.add("");
      lines.add("**Next:** " + prose(failure.next()));
      lines.add("");
    }
    if (!result.migrations().isEmpty()) {
      lines.add("| migration | outcome | attempts | waited for clearance | took |");
      lines.add("|---|---|--:|--:|--:|");
      for (MigrationRecord migration : result.migrations()) {
        lines.add(
            "| `%s` | %s | %d | %s | %s |"
                .formatted(
                    migration.name().script().replaceAll("[`|\\s]+", " "),
                    migration.outcome().word(),
                    migration.attempts().size(),
                    time(migration.clearanceWait()),
                    time(migration.duration())));
      }
      lines.add("");
    }
    Map<String, String> waits = inTheWay(result);
    if (!waits.isEmpty()) {
      lines.add("| in the way | held |");
      lines.add("|---|---|");
      waits.forEach((who, held) -> lines.add("| " + cell(who) + " | " + cell(held) + " |"));
      lines.add("");
    }
    lines.add(AlertRules.felt(result.felt()) + " Run `" + run + "`.");
    lines.add("");
    return lines;
  }

  private static String time(Duration time) {
    return time.isZero() ? "-" : Words.time(time);
  }

  private static Map<String, String> inTheWay(RunResult result) {
    Map<String, String> waits = new LinkedHashMap<>();
    for (MigrationRecord migration : result.migrations()) {
      for (Attempt attempt : migration.attempts()) {
        for (Blocker blocker : attempt.blockers()) {
          waits.putIfAbsent(Words.who(blocker), Words.holds(blocker));
        }
      }
    }
    return waits;
  }

  /** Text of others in a cell: no markup, no end of the cell. */
  private String cell(String text) {
    return prose(text).replace("|", "\\|").replaceAll("\\s+", " ");
  }

  private String prose(String text) {
    return redactor
        .clean(text)
        .strip()
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replaceAll("([\\\\`*_\\[\\]#])", "\\\\$1");
  }
}
