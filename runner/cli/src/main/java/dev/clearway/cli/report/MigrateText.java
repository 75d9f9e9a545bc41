/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.report;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.lock.BlockerWords;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.Felt;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.MigrationRecord;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/** How a run ended, for a person: the answer first, then what to do. */
public final class MigrateText {

  /** A migration that waited less is not worth a line. */
  private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

  private static final int MOST_LINES = 10;
  private static final int CODE_WIDTH = 68;

  private MigrateText() {}

  /**
   * The closing lines.
   *
   * @param stallBudget what the application was promised
   * @param took the whole run
   * @param setting how a setting is given here, from its flag and its value
   */
  public static List<String> of(
      RunResult result,
      Duration stallBudget,
      Duration took,
      Style style,
      BinaryOperator<String> setting) {
    List<String> lines = new ArrayList<>();
    if (result.failure() == null) {
      done(result, stallBudget, took, style, lines);
    } else {
      failure(result.outcome(), result.failure(), style, lines);
      inTheWay(result, lines);
      if (result.migrations().stream().anyMatch(migration -> !migration.attempts().isEmpty())) {
        lines.addAll(Words.wrap("  ", felt(result.felt(), stallBudget)));
      }
      next(result, result.failure(), setting, lines);
    }
    return lines;
  }

  private static void done(
      RunResult result, Duration stallBudget, Duration took, Style style, List<String> lines) {
    long applied = count(result, MigrationOutcome.APPLIED);
    long skipped = count(result, MigrationOutcome.SKIPPED);
    if (applied + skipped == 0) {
      lines.add(style.good("Nothing to do") + ": no migration is pending.");
      return;
    }
    lines.add(
        "%s: %s in %s%s."
            .formatted(
                style.good("Done"),
                Words.count(applied, "migration"),
                Words.time(took),
                skipped == 0 ? "" : ", and " + skipped + " noted without running"));
    lines.addAll(Words.wrap("  ", felt(result.felt(), stallBudget)));
    List<MigrationRecord> slow =
        result.migrations().stream()
            .filter(
                migration ->
                    migration.gaveWay() > 0
                        || migration.clearanceWait().compareTo(WORTH_TELLING) >= 0)
            .toList();
    for (MigrationRecord migration : slow.subList(0, Math.min(slow.size(), MOST_LINES))) {
      lines.addAll(Words.wrap("  ", trouble(migration)));
    }
    if (slow.size() > MOST_LINES) {
      lines.add("  and " + (slow.size() - MOST_LINES) + " more that had to wait");
    }
  }

  private static long count(RunResult result, MigrationOutcome outcome) {
    return result.migrations().stream().filter(migration -> migration.outcome() == outcome).count();
  }

  private static String felt(Felt felt, Duration stallBudget) {
    return felt.victims() == 0
        ? "What the application felt: nothing, no query was seen waiting."
        : "What the application felt: longest wait %s, %s waited. Budget %s."
            .formatted(
                Words.time(felt.longestWait()),
                felt.victims() == 1 ? "1 query" : felt.victims() + " queries",
                Words.time(stallBudget));
  }

  private static String trouble(MigrationRecord migration) {
    List<Blocker> blockers =
        migration.attempts().stream().flatMap(attempt -> attempt.blockers().stream()).toList();
    return "%s needed %s and waited %s%s."
        .formatted(
            Words.shortName(migration.name()),
            Words.count(migration.gaveWay() + 1, "attempt"),
            Words.time(migration.clearanceWait()),
            blockers.isEmpty() ? "" : " for " + Words.who(blockers.get(blockers.size() - 1)));
  }

  /** The lines for a failure of any command, without what to do next. */
  static void failure(RunOutcome outcome, RunFailure failure, Style style, List<String> lines) {
    String verdict = outcome == RunOutcome.FAILED ? "Failed" : "Not done";
    String where =
        failure.script() == null || failure.message().startsWith(failure.script() + " ")
            ? ""
            : failure.script() + (failure.line() == null ? "" : ":" + failure.line()) + ": ";
    String state =
        outcome == RunOutcome.FAILED && failure.sqlState() != null
            ? " (" + failure.sqlState() + ")"
            : "";
    List<String> answer = Words.wrap(verdict + ": ", where + failure.message() + state);
    answer.set(0, style.bad(verdict) + answer.get(0).substring(verdict.length()));
    lines.addAll(answer);
    if (failure.statement() != null) {
      statement(failure, failure.statement(), lines);
    }
    if (failure.detail() != null) {
      lines.addAll(Words.wrap("  Detail: ", failure.detail()));
    }
    if (failure.hint() != null) {
      lines.addAll(Words.wrap("  Hint: ", failure.hint()));
    }
    lines.addAll(Words.wrap("  ", failure.state()));
  }

  /** The line that the server points at, or the statement's first one. */
  private static void statement(RunFailure failure, String statement, List<String> lines) {
    int at = failure.position() == null ? -1 : failure.position() - 1;
    boolean pointing = at >= 0 && at < statement.length();
    int from = pointing ? statement.lastIndexOf('\n', at - 1) + 1 : 0;
    int to = statement.indexOf('\n', pointing ? at : 0);
    String code = statement.substring(from, to < 0 ? statement.length() : to).stripTrailing();
    int column = pointing ? at - from : 0;
    int shift = Math.max(0, column - CODE_WIDTH + 10);
    code = code.substring(Math.min(shift, code.length())).replace('\t', ' ');
    if (code.length() > CODE_WIDTH) {
      code = code.substring(0, CODE_WIDTH);
    }
    long line =
        (failure.line() == null ? 1 : failure.line())
            + statement.substring(0, from).chars().filter(c -> c == '\n').count();
    String gutter = String.format("%6d", line);
    lines.add(gutter + " | " + code);
    if (pointing) {
      lines.add(" ".repeat(gutter.length()) + " | " + " ".repeat(column - shift) + "^");
    }
  }

  private static void inTheWay(RunResult result, List<String> lines) {
    if (result.outcome() != RunOutcome.CONTENTION) {
      return;
    }
    for (Blocker blocker : lastBlockers(result)) {
      lines.addAll(
          Words.wrap(
              "  ",
              "In the way: %s, %s, holds %s."
                  .formatted(Words.who(blocker), Words.doing(blocker), Words.holds(blocker))));
      if (blocker.query() != null) {
        lines.add("    " + Words.cut(blocker.query(), Words.WIDTH - 4));
      }
      if (blocker.kind() != BlockerKind.SESSION) {
        lines.addAll(Words.wrap("    To end it: ", BlockerWords.remedy(blocker)));
      }
    }
  }

  /** Who was in the way of the migration that was given up, as its last attempt saw it. */
  private static List<Blocker> lastBlockers(RunResult result) {
    List<Blocker> blockers = List.of();
    for (MigrationRecord migration : result.migrations()) {
      if (migration.outcome() != MigrationOutcome.APPLIED) {
        for (Attempt attempt : migration.attempts()) {
          blockers = attempt.blockers().isEmpty() ? blockers : attempt.blockers();
        }
      }
    }
    return blockers.subList(0, Math.min(3, blockers.size()));
  }

  private static void next(
      RunResult result, RunFailure failure, BinaryOperator<String> setting, List<String> lines) {
    lines.addAll(Words.wrap("  Next: ", failure.next()));
    if (result.outcome() == RunOutcome.CONTENTION) {
      lastBlockers(result).stream()
          .filter(b -> b.kind().mayBeEnded() && !b.application().isBlank())
          .map(Blocker::application)
          .findFirst()
          .ifPresent(
              application -> {
                lines.add("        or let Clearway end such a session:");
                lines.add(
                    "        %s %s \\"
                        .formatted(
                            setting.apply("--on-blocker", "terminate"),
                            setting.apply("--blocker-min-age", "5m")));
                lines.add(
                    "          " + setting.apply("--blocker-application", quoted(application)));
              });
    }
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
