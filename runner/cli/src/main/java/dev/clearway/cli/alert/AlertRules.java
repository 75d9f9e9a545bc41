/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.alert;

import dev.clearway.cli.report.Redactor;
import dev.clearway.cli.report.Words;
import dev.clearway.core.config.AlertKind;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.Felt;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.MigrationRecord;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.record.TimedEvent;
import dev.clearway.core.sql.ServerText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which events of one run are alerts, and words them. Knows no clock: time is what the
 * events say. Not thread-safe.
 */
final class AlertRules {

  private final Set<AlertKind> on;
  private final Duration blockedAfter;
  private final @Nullable String link;
  private final Redactor redactor;

  private final Map<String, MigrationName> names = new HashMap<>();
  private final Map<String, Instant> blockedSince = new HashMap<>();
  private final Map<String, Instant> clearedAt = new HashMap<>();
  private final Set<String> toldBlocked = new HashSet<>();
  private final Set<String> toldBudget = new HashSet<>();
  private List<Blocker> inTheWay = List.of();
  private String snapshots = "";
  private String run;
  private @Nullable DatabaseFacts database;
  private int number;
  private int victims;
  private Duration longestWait = Duration.ZERO;

  /**
   * @param run its name
   * @param on what to alert on
   * @param blockedAfter how long a migration waits for others until that is an alert
   * @param link where alerts point to
   * @param redactor knows the run's passwords
   */
  AlertRules(
      String run,
      Set<AlertKind> on,
      Duration blockedAfter,
      @Nullable String link,
      Redactor redactor) {
    this.run = run;
    this.on = on;
    this.blockedAfter = blockedAfter;
    this.link = link;
    this.redactor = redactor;
  }

  /** The alert that {@code timed} is, if it is one. Events are to come in their order. */
  Optional<Alert> hear(TimedEvent timed) {
    RunEvent event = timed.event();
    Instant at = timed.at();
    if (event instanceof RunEvent.RunStarted started) {
      run = started.run();
      database = started.database();
      started.pending().forEach(name -> names.putIfAbsent(name.script(), name));
    } else if (event instanceof RunEvent.ClearanceAwaited awaited) {
      inTheWay = awaited.blockers();
      return blocked(awaited.unit(), at.minus(awaited.waited()), at);
    } else if (event instanceof RunEvent.ClearanceGiven given) {
      clearedAt.put(given.unit(), at);
    } else if (event instanceof RunEvent.ReplicaAwaited awaited) {
      return blocked(awaited.unit(), at, at);
    } else if (event instanceof RunEvent.SnapshotsAwaited awaited) {
      snapshots = Words.snapshots(awaited.snapshots());
    } else if (event instanceof RunEvent.BuildProgress build) {
      if (build.waitsFor() == 0) {
        blockedSince.remove(build.unit());
      } else {
        return blocked(build.unit(), at, at);
      }
    } else if (event instanceof RunEvent.BackingOff backingOff) {
      return blocked(backingOff.unit(), at, at);
    } else if (event instanceof RunEvent.AttemptFinished finished) {
      return attempt(finished.unit(), finished.attempt(), at);
    } else if (event instanceof RunEvent.UnitFinished finished && finished.done()) {
      blockedSince.remove(finished.unit());
      clearedAt.remove(finished.unit());
      inTheWay = List.of();
      snapshots = "";
    } else if (event instanceof RunEvent.BudgetSpent spent) {
      return budget(spent, at);
    } else if (event instanceof RunEvent.RunFinished finished) {
      return finished(finished.result(), at);
    }
    return Optional.empty();
  }

  private Optional<Alert> attempt(String unit, Attempt attempt, Instant at) {
    victims += attempt.victims();
    if (attempt.longestVictimWait().compareTo(longestWait) > 0) {
      longestWait = attempt.longestVictimWait();
    }
    if (attempt.outcome() == AttemptOutcome.CONTENDED) {
      if (!attempt.blockers().isEmpty()) {
        inTheWay = attempt.blockers();
      }
      return blocked(unit, at.minus(attempt.queued()), at);
    }
    return Optional.empty();
  }

  /**
   * The first wait of a migration begins; later ones go on with it until the migration is done. The
   * time for which it could run in between does not count.
   *
   * @param since when this wait began
   */
  private Optional<Alert> blocked(String unit, Instant since, Instant now) {
    Instant begin = blockedSince.getOrDefault(unit, since);
    Instant cleared = clearedAt.remove(unit);
    if (cleared != null && since.isAfter(cleared)) {
      begin = begin.plus(Duration.between(cleared, since));
    }
    blockedSince.put(unit, begin);
    Duration waited = Duration.between(begin, now);
    if (waited.compareTo(blockedAfter) < 0
        || !on.contains(AlertKind.BLOCKED)
        || !toldBlocked.add(unit)) {
      return Optional.empty();
    }
    String whom =
        inTheWay.isEmpty()
            ? (snapshots.isEmpty() ? "" : " for " + snapshots)
            : " for "
                + Words.who(inTheWay.get(0))
                + (inTheWay.size() > 1 ? " and " + (inTheWay.size() - 1) + " more" : "");
    return Optional.of(
        alert(
            AlertKind.BLOCKED,
            now,
            name(unit),
            "%s has waited %s%s".formatted(shortName(unit), Words.time(waited), whom),
            List.of(
                "Clearway goes on trying by itself. Nothing of this migration is done, and it holds"
                    + " no lock while it waits."),
            inTheWay,
            null,
            null));
  }

  private Optional<Alert> budget(RunEvent.BudgetSpent spent, Instant at) {
    if (!on.contains(AlertKind.BUDGET) || !toldBudget.add(spent.unit())) {
      return Optional.empty();
    }
    return Optional.of(
        alert(
            AlertKind.BUDGET,
            at,
            name(spent.unit()),
            "%s spent its stall budget: %s because of it, for %s"
                .formatted(
                    shortName(spent.unit()),
                    spent.victims() == 1
                        ? "1 session waited"
                        : spent.victims() + " sessions waited",
                    Words.time(spent.longestWait())),
            List.of(
                "Its statement is cancelled, and the attempt is rolled back. Clearway tries again"
                    + " when the road is clear."),
            List.of(),
            null,
            null));
  }

  private Optional<Alert> finished(RunResult result, Instant at) {
    AlertKind kind =
        switch (result.outcome()) {
          case DONE -> AlertKind.DONE;
          case CONTENTION -> AlertKind.GAVE_UP;
          case INTERRUPTED -> AlertKind.INTERRUPTED;
          default -> AlertKind.FAILED;
        };
    if (!on.contains(kind) || (kind == AlertKind.DONE && result.migrations().isEmpty())) {
      return Optional.empty();
    }
    if (result.database() != null) {
      database = result.database();
    }
    RunFailure failure = result.failure();
    MigrationName script = failure == null || failure.script() == null ? null : at(result);
    List<String> text = new ArrayList<>();
    if (failure != null) {
      text.add(clean(ServerText.message(failure.sqlState(), failure.message())));
      text.add(clean(failure.state()));
      text.add(clean(failure.next()));
    }
    text.add(felt(result.felt()));
    return Optional.of(
        new Alert(
            ++number,
            kind,
            at,
            run,
            database,
            script,
            title(kind, result, script),
            text.stream().filter(line -> !line.isBlank()).toList(),
            kind == AlertKind.GAVE_UP ? lastBlockers(result) : List.of(),
            failure == null ? null : failure.sqlState(),
            result.outcome(),
            result.felt(),
            link));
  }

  private static @Nullable MigrationName at(RunResult result) {
    RunFailure failure = result.failure();
    return failure == null
        ? null
        : result.migrations().stream()
            .map(MigrationRecord::name)
            .filter(name -> name.script().equals(failure.script()))
            .findFirst()
            .orElse(null);
  }

  private static String title(AlertKind kind, RunResult result, @Nullable MigrationName migration) {
    String where = result.database() == null ? "" : " on " + result.database().name();
    String what = migration == null ? "" : " " + Words.shortName(migration);
    long applied =
        result.migrations().stream()
            .filter(record -> record.outcome() == MigrationOutcome.APPLIED)
            .count();
    return switch (kind) {
      case DONE -> "Done: " + Words.count(applied, "migration") + where;
      case GAVE_UP -> "Gave up on" + (what.isEmpty() ? " contention" : what) + where;
      case INTERRUPTED -> "Interrupted" + (what.isEmpty() ? "" : " at" + what) + where;
      default ->
          result.outcome() == RunOutcome.UNREACHABLE && result.database() == null
              ? "Could not connect"
              : "Failed" + (what.isEmpty() ? "" : " at" + what) + where;
    };
  }

  static String felt(Felt felt) {
    return felt.victims() == 0
        ? "No query of the application waited because of the run."
        : "The application felt: %s waited, at most %s."
            .formatted(Words.count(felt.victims(), "session"), Words.time(felt.longestWait()));
  }

  private static List<Blocker> lastBlockers(RunResult result) {
    List<Blocker> last = List.of();
    for (MigrationRecord migration : result.migrations()) {
      for (Attempt attempt : migration.attempts()) {
        last = attempt.blockers().isEmpty() ? last : attempt.blockers();
      }
    }
    return last;
  }

  private Alert alert(
      AlertKind kind,
      Instant at,
      @Nullable MigrationName migration,
      String title,
      List<String> text,
      List<Blocker> blockers,
      @Nullable String sqlState,
      @Nullable RunOutcome outcome) {
    return new Alert(
        ++number,
        kind,
        at,
        run,
        database,
        migration,
        title,
        text,
        blockers,
        sqlState,
        outcome,
        new Felt(victims, longestWait),
        link);
  }

  private @Nullable MigrationName name(String unit) {
    return names.get(unit);
  }

  private String shortName(String unit) {
    MigrationName name = names.get(unit);
    return name == null ? unit : Words.shortName(name);
  }

  private String clean(String text) {
    return redactor.clean(text);
  }
}
