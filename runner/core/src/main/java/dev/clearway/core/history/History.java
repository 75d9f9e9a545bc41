/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.history;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What many runs say together. Immutable.
 *
 * <p>Times of waiting: a migration waits once, whoever is in its way, so the waits of migrations
 * add up to those of runs. Several sessions can be in the way at the same time, and each is charged
 * with the whole of it, so theirs do not add up.
 *
 * @param zone in which hours, days and weeks are told
 * @param runs the oldest first
 * @param culprits who was in the way, the costliest first
 * @param migrations those that were not smooth, the costliest first
 * @param tables for which somebody waited, the costliest first
 * @param hours 24, by the hour in which runs began
 * @param weeks from the first run's to the last run's, without gaps
 */
public record History(
    ZoneId zone,
    List<PastRun> runs,
    List<Culprit> culprits,
    List<Trouble> migrations,
    List<Table> tables,
    List<Cost> hours,
    List<Week> weeks) {

  /** How many runs something has to be in the way of to be chronic; on two days at least. */
  public static final int CHRONIC_RUNS = 3;

  private static final int CHRONIC_DAYS = 2;
  private static final int TREND_WEEKS = 4;
  private static final double TREND = 1.25;

  public History {
    runs = List.copyOf(runs);
    culprits = List.copyOf(culprits);
    migrations = List.copyOf(migrations);
    tables = List.copyOf(tables);
    hours = List.copyOf(hours);
    weeks = List.copyOf(weeks);
  }

  /**
   * What runs cost.
   *
   * @param runs how many there were that had something to do
   * @param waiting how many of them had to wait
   * @param lost attempts that were rolled back because of locks
   * @param waited all waits of migrations together
   */
  public record Cost(int runs, int waiting, int lost, Duration waited) {

    static final Cost NONE = new Cost(0, 0, 0, Duration.ZERO);

    Cost plus(PastRun run) {
      int lostIn = 0;
      Duration waitedIn = Duration.ZERO;
      for (PastMigration migration : run.migrations()) {
        lostIn += migration.lost();
        waitedIn = waitedIn.plus(migration.hadToWait() ? migration.waited() : Duration.ZERO);
      }
      return new Cost(
          runs + 1, waiting + (hadToWait(run) ? 1 : 0), lost + lostIn, waited.plus(waitedIn));
    }
  }

  /**
   * A week.
   *
   * @param monday its first day
   */
  public record Week(LocalDate monday, Cost cost) {}

  /**
   * An application and role that was in the way.
   *
   * @param name the application, or what it is where that says more: {@code prepared transactions}
   * @param kinds what sort of sessions they were
   * @param runs in how many runs
   * @param migrations whose, by script
   * @param relations on which, the costliest first
   * @param waited while it was there
   * @param oldest its oldest transaction
   * @param hour the hour of day in which most of those runs began
   * @param inThatHour how many of the runs did
   * @param chronic whether it keeps coming back
   * @param owner whom to ask; null where nobody is named
   */
  public record Culprit(
      String name,
      @Nullable String role,
      Set<String> kinds,
      int runs,
      Set<String> migrations,
      List<String> relations,
      Duration waited,
      Duration oldest,
      int hour,
      int inThatHour,
      boolean chronic,
      @Nullable String owner) {}

  /**
   * A migration that was not smooth.
   *
   * @param runs in how many it was tried
   * @param attempts in all of them
   * @param suspect who is most likely to have caused it: who was in the way for the longest time;
   *     null where nobody was seen
   */
  public record Trouble(
      @Nullable String version,
      String script,
      Verdict verdict,
      int runs,
      int attempts,
      int lost,
      Duration waited,
      @Nullable Culprit suspect) {}

  /**
   * A table for which somebody waited.
   *
   * @param owner whom to ask; null where nobody is named
   */
  public record Table(
      String relation,
      int runs,
      Set<String> migrations,
      Duration waited,
      boolean chronic,
      @Nullable String owner) {}

  /** How the last weeks compare with those before them. */
  public enum Trend {
    RISING,
    STEADY,
    FALLING,
    /** There are not two weeks to compare, or nobody waited. */
    UNKNOWN
  }

  /**
   * Adds runs up.
   *
   * @param runs in any order; each once
   */
  public static History of(List<PastRun> runs, ZoneId zone, Owners owners) {
    List<PastRun> sorted = runs.stream().sorted(Comparator.comparing(PastRun::started)).toList();
    Counting counting = new Counting(zone, owners);
    sorted.forEach(counting::add);
    return counting.finish(sorted);
  }

  private static boolean hadToWait(PastRun run) {
    return run.migrations().stream().anyMatch(PastMigration::hadToWait);
  }

  /** All together. */
  public Cost total() {
    Cost total = Cost.NONE;
    for (PastRun run : runs) {
      total = total.plus(run);
    }
    return total;
  }

  /** How many runs ended with {@code outcome}. */
  public long ended(String outcome) {
    return runs.stream().filter(run -> run.outcome().equals(outcome)).count();
  }

  /** Whether the waits grow, week by week. */
  public Trend trend() {
    int n = Math.min(TREND_WEEKS, weeks.size() / 2);
    long newer = 0;
    long older = 0;
    for (int i = 1; i <= n; i++) {
      newer += weeks.get(weeks.size() - i).cost().waited().toMillis();
      older += weeks.get(weeks.size() - n - i).cost().waited().toMillis();
    }
    if (newer == 0 && older == 0) {
      return Trend.UNKNOWN;
    }
    return newer > older * TREND
        ? Trend.RISING
        : newer * TREND < older ? Trend.FALLING : Trend.STEADY;
  }

  /** In which runs, and how long. */
  private static final class Tally {
    final Set<String> runs = new LinkedHashSet<>();
    final Set<LocalDate> days = new HashSet<>();
    final Set<String> migrations = new LinkedHashSet<>();
    final Set<String> kinds = new LinkedHashSet<>();
    final Map<String, Duration> relations = new LinkedHashMap<>();
    final int[] hours = new int[24];
    Duration waited = Duration.ZERO;
    Duration oldest = Duration.ZERO;

    void in(PastRun run, ZoneId zone) {
      if (runs.add(run.run())) {
        days.add(LocalDate.ofInstant(run.started(), zone));
        hours[run.started().atZone(zone).getHour()]++;
      }
    }

    boolean isChronic() {
      return runs.size() >= CHRONIC_RUNS && days.size() >= CHRONIC_DAYS;
    }
  }

  /** A name and a role. */
  private record Who(String name, @Nullable String role) {

    static Who of(PastBlocker blocker) {
      return new Who(
          switch (blocker.kind()) {
            case "prepared-transaction" -> "prepared transactions";
            case "autovacuum" -> "autovacuum";
            case "wraparound-autovacuum" -> "autovacuum against wraparound";
            default ->
                blocker.application().isBlank() ? "(no application_name)" : blocker.application();
          },
          blocker.role());
    }
  }

  private static final class Counting {
    private final ZoneId zone;
    private final Owners owners;
    private final Map<Who, Tally> culprits = new HashMap<>();
    private final Map<String, Tally> tables = new HashMap<>();
    private final Map<String, List<PastMigration>> migrations = new LinkedHashMap<>();
    private final Map<String, Map<Who, Duration>> suspects = new HashMap<>();
    private final Cost[] hours = new Cost[24];
    private final TreeMap<LocalDate, Cost> weeks = new TreeMap<>();

    Counting(ZoneId zone, Owners owners) {
      this.zone = zone;
      this.owners = owners;
      Arrays.fill(hours, Cost.NONE);
    }

    void add(PastRun run) {
      int hour = run.started().atZone(zone).getHour();
      hours[hour] = hours[hour].plus(run);
      LocalDate monday = monday(run.started());
      weeks.put(monday, weeks.getOrDefault(monday, Cost.NONE).plus(run));
      for (PastMigration migration : run.migrations()) {
        migrations.computeIfAbsent(migration.script(), key -> new ArrayList<>()).add(migration);
        if (migration.hadToWait()) {
          add(run, migration);
        }
      }
    }

    private LocalDate monday(Instant at) {
      return LocalDate.ofInstant(at, zone).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private void add(PastRun run, PastMigration migration) {
      Map<String, Duration> perTable = new LinkedHashMap<>();
      Map<Who, Duration> perWho = new LinkedHashMap<>();
      for (PastBlocker blocker : migration.blockers()) {
        Who who = Who.of(blocker);
        Tally tally = culprits.computeIfAbsent(who, key -> new Tally());
        tally.in(run, zone);
        tally.migrations.add(migration.script());
        tally.kinds.add(blocker.kind());
        tally.relations.merge(blocker.relation(), blocker.waited(), Duration::plus);
        tally.oldest = longer(tally.oldest, blocker.age());
        perWho.merge(who, blocker.waited(), Counting::longer);
        perTable.merge(blocker.relation(), blocker.waited(), Counting::longer);
      }
      perWho.forEach(
          (who, waited) -> {
            Tally tally = culprits.computeIfAbsent(who, key -> new Tally());
            tally.waited = tally.waited.plus(waited);
            suspects
                .computeIfAbsent(migration.script(), key -> new LinkedHashMap<>())
                .merge(who, waited, Duration::plus);
          });
      perTable.forEach(
          (relation, waited) -> {
            Tally tally = tables.computeIfAbsent(relation, key -> new Tally());
            tally.in(run, zone);
            tally.migrations.add(migration.script());
            tally.waited = tally.waited.plus(waited);
          });
    }

    private static Duration longer(Duration one, Duration other) {
      return one.compareTo(other) >= 0 ? one : other;
    }

    History finish(List<PastRun> runs) {
      Map<Who, Culprit> known = new HashMap<>();
      culprits.forEach((who, tally) -> known.put(who, culprit(who, tally)));
      List<Trouble> troubles = new ArrayList<>();
      migrations.forEach(
          (script, appearances) -> {
            Verdict verdict = Verdict.of(appearances);
            if (verdict != Verdict.SMOOTH) {
              troubles.add(trouble(appearances, verdict, known));
            }
          });
      troubles.sort(costliest(Trouble::waited, Trouble::lost, Trouble::script));
      return new History(
          zone,
          runs,
          known.values().stream()
              .sorted(costliest(Culprit::waited, Culprit::runs, c -> c.name() + c.role()))
              .toList(),
          troubles,
          tables.entrySet().stream()
              .map(table -> table(table.getKey(), table.getValue()))
              .sorted(costliest(Table::waited, Table::runs, Table::relation))
              .toList(),
          List.of(hours),
          allWeeks());
    }

    private static <T> Comparator<T> costliest(
        java.util.function.Function<T, Duration> waited,
        ToLongFunction<T> count,
        java.util.function.Function<T, String> name) {
      return Comparator.comparing(waited).thenComparingLong(count).reversed().thenComparing(name);
    }

    private Culprit culprit(Who who, Tally tally) {
      List<String> relations =
          tally.relations.entrySet().stream()
              .sorted(Map.Entry.<String, Duration>comparingByValue().reversed())
              .map(Map.Entry::getKey)
              .toList();
      String owner = owners.ofApplication(who.name());
      int hour = 0;
      for (int i = 1; i < tally.hours.length; i++) {
        hour = tally.hours[i] > tally.hours[hour] ? i : hour;
      }
      return new Culprit(
          who.name(),
          who.role(),
          tally.kinds,
          tally.runs.size(),
          tally.migrations,
          relations,
          tally.waited,
          tally.oldest,
          hour,
          tally.hours[hour],
          tally.isChronic(),
          owner == null && !relations.isEmpty() ? owners.ofRelation(relations.get(0)) : owner);
    }

    private Trouble trouble(
        List<PastMigration> appearances, Verdict verdict, Map<Who, Culprit> known) {
      PastMigration last = appearances.get(appearances.size() - 1);
      Culprit suspect =
          suspects.getOrDefault(last.script(), Map.of()).entrySet().stream()
              .max(Map.Entry.comparingByValue())
              .map(who -> known.get(who.getKey()))
              .orElse(null);
      return new Trouble(
          last.version(),
          last.script(),
          verdict,
          appearances.size(),
          appearances.stream().mapToInt(PastMigration::attempts).sum(),
          appearances.stream().mapToInt(PastMigration::lost).sum(),
          appearances.stream()
              .filter(PastMigration::hadToWait)
              .map(PastMigration::waited)
              .reduce(Duration.ZERO, Duration::plus),
          suspect);
    }

    private Table table(String relation, Tally tally) {
      return new Table(
          relation,
          tally.runs.size(),
          tally.migrations,
          tally.waited,
          tally.isChronic(),
          owners.ofRelation(relation));
    }

    private List<Week> allWeeks() {
      List<Week> all = new ArrayList<>();
      if (!weeks.isEmpty()) {
        LocalDate last = weeks.lastKey();
        for (LocalDate monday = weeks.firstKey();
            !monday.isAfter(last);
            monday = monday.plusWeeks(1)) {
          all.add(new Week(monday, weeks.getOrDefault(monday, Cost.NONE)));
        }
      }
      return all;
    }
  }
}
