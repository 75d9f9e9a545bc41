/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.report;

import static dev.clearway.core.preflight.Amounts.time;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.StallSample;
import dev.clearway.core.lock.Victim;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.FlightRecord;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.record.SettingFact;
import dev.clearway.core.record.TimedEvent;
import dev.clearway.core.report.IncidentReport.Data;
import dev.clearway.core.report.IncidentReport.Impact;
import dev.clearway.core.report.IncidentReport.Moment;
import dev.clearway.core.report.IncidentReport.Node;
import dev.clearway.core.report.IncidentReport.Point;
import dev.clearway.core.report.IncidentReport.Share;
import dev.clearway.core.report.IncidentReport.Try;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Goes through a flight record once and knows afterwards what the report has to say. */
final class Investigation {

  /** A timeline that nobody reads to its end says nothing. */
  private static final int MOST_MOMENTS = 150;

  private static final int MOST_POINTS = 600;
  private static final int MOST_NODES = 20;

  /** A wait of one victim. */
  static final class Wait {
    final Victim victim;
    Duration longest;

    Wait(Victim victim) {
      this.victim = victim;
      this.longest = victim.waited();
    }
  }

  /** A transaction that was in the way. */
  static final class InTheWay {
    Blocker last;
    final Instant firstSeen;
    Instant lastSeen;

    InTheWay(Blocker blocker, Instant at) {
      this.last = blocker;
      this.firstSeen = at;
      this.lastSeen = at;
    }

    /** When its transaction began, as far as the server tells. */
    Instant began() {
      return lastSeen.minus(last.age());
    }
  }

  final FlightRecord record;
  private final ZoneId zone;
  final Map<String, MigrationName> names = new LinkedHashMap<>();
  private final List<Wait> waits = new ArrayList<>();
  private final Map<String, Wait> open = new LinkedHashMap<>();
  final Map<String, InTheWay> blockers = new LinkedHashMap<>();
  private final List<Point> points = new ArrayList<>();
  private final List<Try> tries = new ArrayList<>();
  private final List<Moment> timeline = new ArrayList<>();
  private final Map<String, Instant> attemptBegan = new LinkedHashMap<>();
  private final Set<String> wanted = new LinkedHashSet<>();
  private Set<String> lastInTheWay = Set.of();
  int budgetsSpent;
  private String troubled = "";
  private boolean interrupted;

  Investigation(FlightRecord record, ZoneId zone) {
    this.record = record;
    this.zone = zone;
    record.events().forEach(this::follow);
  }

  private void follow(TimedEvent timed) {
    Instant at = timed.at();
    RunEvent event = timed.event();
    if (event instanceof RunEvent.RunStarted started) {
      started.pending().forEach(name -> names.put(name.script(), name));
      moment(
          at,
          "The run begins: " + Phrases.count(started.pending().size(), "pending migration") + ".");
    } else if (event instanceof RunEvent.AttemptStarted started) {
      attemptBegan.put(started.unit(), at);
      open.clear();
    } else if (event instanceof RunEvent.ClearanceAwaited awaited) {
      awaited(at, awaited);
    } else if (event instanceof RunEvent.ClearanceGiven given) {
      if (!given.waited().minusMillis(250).isNegative()) {
        moment(
            at,
            "The road is clear for " + name(given.unit()) + " after " + time(given.waited()) + ".");
      }
      lastInTheWay = Set.of();
    } else if (event instanceof RunEvent.Sampled sampled) {
      sampled(at, sampled.unit(), sampled.sample());
    } else if (event instanceof RunEvent.BudgetSpent spent) {
      budgetsSpent++;
      moment(
          at,
          "The stall budget of this attempt is spent: a session has waited "
              + time(spent.longestWait())
              + ". Clearway cancels its own statement of "
              + name(spent.unit())
              + (spent.queueing() ? ", which was still queueing." : ", which was at work."));
    } else if (event instanceof RunEvent.AttemptFinished finished) {
      finished(at, finished.unit(), finished.attempt());
    } else if (event instanceof RunEvent.BlockerEnded ended) {
      moment(
          at,
          "Clearway "
              + (ended.terminated() ? "terminates " : "cancels ")
              + Phrases.who(ended.blocker())
              + ", as the settings allow.");
    } else if (event instanceof RunEvent.UnitFinished finished) {
      moment(
          at,
          name(finished.unit())
              + (finished.done() ? " is applied" : " is given up")
              + " after "
              + time(finished.took())
              + (finished.clearanceWait().isZero()
                  ? "."
                  : ", of which it waited "
                      + time(finished.clearanceWait())
                      + " with nothing locked."));
    } else if (event instanceof RunEvent.ScriptResumed resumed) {
      moment(
          at,
          "%s goes on where an earlier run was cut off: %d of %d statements are done."
              .formatted(name(resumed.unit()), resumed.done(), resumed.statements()));
    } else if (event instanceof RunEvent.SnapshotsAwaited awaited) {
      moment(
          at,
          name(awaited.unit())
              + " has to outwait "
              + Phrases.count(awaited.snapshots().size(), "old snapshot")
              + ".");
    } else if (event instanceof RunEvent.Notice notice) {
      moment(at, notice.text().endsWith(".") ? notice.text() : notice.text() + ".");
    } else if (event instanceof RunEvent.InterruptRequested) {
      interrupted = true;
      moment(at, "Somebody, or the pipeline, asks the run to stop.");
    } else if (event instanceof RunEvent.RunFinished finished) {
      moment(at, "The run ends: " + finished.result().outcome().word() + ".");
    }
  }

  private void awaited(Instant at, RunEvent.ClearanceAwaited awaited) {
    troubled = awaited.unit();
    wanted.addAll(awaited.relations());
    Set<String> inTheWay = new LinkedHashSet<>();
    for (Blocker blocker : awaited.blockers()) {
      seen(at, blocker);
      inTheWay.add(key(blocker));
    }
    if (!lastInTheWay.containsAll(inTheWay)) {
      moment(
          at,
          name(awaited.unit())
              + " waits for the road to clear, nothing is locked. In the way: "
              + Phrases.list(awaited.blockers().stream().map(Phrases::doing).distinct().toList())
              + ".");
    }
    lastInTheWay = inTheWay;
    points.add(new Point(at, 0, Duration.ZERO, 0, Duration.ZERO));
  }

  private static String key(Blocker blocker) {
    return blocker.pid() + " " + blocker.virtualTransaction() + " " + blocker.relation();
  }

  private void seen(Instant at, Blocker blocker) {
    InTheWay known = blockers.computeIfAbsent(key(blocker), key -> new InTheWay(blocker, at));
    if (!at.isBefore(known.lastSeen)) {
      known.last = blocker;
      known.lastSeen = at;
    }
  }

  private void sampled(Instant at, String unit, StallSample sample) {
    Duration longest = Duration.ZERO;
    for (Victim victim : sample.victims()) {
      String key = victim.pid() + " " + victim.waitId();
      Wait wait = open.get(key);
      // who waits shorter than before waits anew
      if (wait == null || victim.waited().compareTo(wait.longest) < 0) {
        wait = new Wait(victim);
        open.put(key, wait);
        waits.add(wait);
      }
      wait.longest = victim.waited();
      longest = Phrases.longer(longest, victim.waited());
    }
    if (!sample.victims().isEmpty()) {
      troubled = unit;
    }
    StallSample.Queue queue = sample.queue();
    if (queue != null) {
      wanted.add(queue.mode().catalogName() + " on " + queue.object());
    }
    sample.blockers().forEach(blocker -> seen(at, blocker));
    points.add(
        new Point(
            at,
            sample.victims().size(),
            longest,
            sample.held(),
            queue == null ? Duration.ZERO : queue.waited()));
  }

  private void finished(Instant at, String unit, Attempt attempt) {
    // an attempt's blockers were seen before; one of a wait has its age of then
    for (Blocker blocker : attempt.blockers()) {
      blockers.computeIfAbsent(key(blocker), key -> new InTheWay(blocker, at));
    }
    Instant began = attemptBegan.remove(unit);
    tries.add(
        new Try(
            unit,
            attempt.number(),
            began == null ? at : began,
            at,
            attempt.outcome(),
            attempt.sqlState(),
            attempt.queued(),
            attempt.held(),
            attempt.victims(),
            attempt.longestVictimWait()));
    points.add(new Point(at, 0, Duration.ZERO, 0, Duration.ZERO));
    open.clear();
    if (attempt.outcome() == AttemptOutcome.CONTENDED) {
      troubled = unit;
    }
    if (attempt.outcome() != AttemptOutcome.DONE || attempt.victims() > 0) {
      moment(at, Phrases.attempt(name(unit), attempt));
    }
  }

  private void moment(Instant at, String text) {
    timeline.add(new Moment(at, text));
  }

  /** {@code V20}; a repeatable migration by its script. */
  String name(String unit) {
    MigrationName name = names.get(unit);
    return name == null || name.version() == null
        ? unit.isEmpty() ? "the migration" : unit
        : "V" + name.version();
  }

  Optional<RunResult> result() {
    return record.result();
  }

  /** The unit that had trouble last; empty where none had. */
  String troubled() {
    return troubled;
  }

  /** What the migration wanted, as far as it was seen. */
  List<String> wanted() {
    List<String> exact = wanted.stream().filter(w -> w.contains(" on ")).toList();
    return exact.isEmpty() ? List.copyOf(wanted) : exact;
  }

  /** Those in the way, the oldest transaction first. */
  List<InTheWay> inTheWay() {
    return blockers.values().stream().sorted(Comparator.comparing(InTheWay::began)).toList();
  }

  List<Try> tries() {
    return tries;
  }

  @Nullable Duration setting(String key) {
    return record.of(RunEvent.RunConfigured.class).stream()
        .flatMap(configured -> configured.settings().stream())
        .filter(fact -> fact.key().equals(key))
        .map(SettingFact::value)
        .map(Phrases::parse)
        .findFirst()
        .orElse(null);
  }

  Impact impact() {
    Set<Integer> sessions = new HashSet<>();
    Duration longest = Duration.ZERO;
    Duration total = Duration.ZERO;
    for (Wait wait : waits) {
      sessions.add(wait.victim.pid());
      longest = Phrases.longer(longest, wait.longest);
      total = total.plus(wait.longest);
    }
    int most = sessions.size();
    for (Try attempt : tries) {
      // of very many victims not all are described, and a long record has gaps
      most = Math.max(most, attempt.victims());
      longest = Phrases.longer(longest, attempt.longest());
    }
    return new Impact(
        most,
        Math.max(waits.size(), most),
        longest,
        total,
        setting("stallBudget"),
        shares(wait -> wait.victim.object()),
        shares(wait -> Phrases.application(wait.victim.application(), wait.victim.user())));
  }

  private List<Share> shares(Function<Wait, String> by) {
    Map<String, List<Wait>> groups = new LinkedHashMap<>();
    waits.forEach(
        wait -> groups.computeIfAbsent(by.apply(wait), key -> new ArrayList<>()).add(wait));
    return groups.entrySet().stream()
        .map(group -> share(group.getKey(), group.getValue()))
        .sorted(Comparator.comparing(Share::total).reversed())
        .toList();
  }

  private static Share share(String name, Collection<Wait> waits) {
    return new Share(
        name,
        (int) waits.stream().map(wait -> wait.victim.pid()).distinct().count(),
        waits.size(),
        waits.stream()
            .map(wait -> wait.longest)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO),
        waits.stream().map(wait -> wait.longest).reduce(Duration.ZERO, Duration::plus));
  }

  /** Who was in the way; behind the first of them the migration, and behind that its victims. */
  private List<Node> tree() {
    List<Node> victims = new ArrayList<>();
    Map<String, List<Wait>> groups = new LinkedHashMap<>();
    for (Wait wait : waits) {
      groups
          .computeIfAbsent(
              Phrases.application(wait.victim.application(), wait.victim.user())
                  + "\0"
                  + wait.victim.mode().catalogName()
                  + " on "
                  + wait.victim.object(),
              key -> new ArrayList<>())
          .add(wait);
    }
    groups.forEach(
        (key, group) -> {
          Share share = share(key, group);
          String query = group.get(0).victim.query();
          victims.add(
              new Node(
                  "victim",
                  key.substring(0, key.indexOf('\0')),
                  "%s waited for %s, up to %s"
                      .formatted(
                          Phrases.count(share.sessions(), "session"),
                          key.substring(key.indexOf('\0') + 1),
                          time(share.longest())),
                  query == null ? null : Phrases.cut(query),
                  List.of()));
        });
    List<String> modes = wanted();
    Node migration =
        new Node(
            "migration",
            name(troubled) + " (this run)",
            modes.isEmpty() ? "" : "wanted " + Phrases.list(modes),
            null,
            victims);
    Node again =
        new Node("migration", name(troubled) + " (this run), as above", "", null, List.of());
    List<Node> roots = new ArrayList<>();
    for (InTheWay each : inTheWay().stream().limit(MOST_NODES).toList()) {
      roots.add(
          new Node(
              each.last.kind().word(),
              Phrases.doing(each.last),
              Phrases.holding(each.last),
              each.last.query() == null ? null : Phrases.cut(each.last.query()),
              List.of(roots.isEmpty() ? migration : again)));
    }
    return roots.isEmpty() ? List.of(migration) : roots;
  }

  private List<Moment> moments() {
    List<Moment> moments = new ArrayList<>(timeline);
    for (InTheWay each : inTheWay().stream().limit(MOST_NODES).toList()) {
      if (each.last.ageKnown()) {
        moments.add(
            new Moment(each.began(), "The transaction of " + Phrases.who(each.last) + " began."));
      }
    }
    moments.sort(Comparator.comparing(Moment::at));
    if (moments.size() <= MOST_MOMENTS) {
      return moments;
    }
    List<Moment> cut = new ArrayList<>(moments.subList(0, MOST_MOMENTS / 2));
    int left = moments.size() - MOST_MOMENTS;
    cut.add(
        new Moment(moments.get(MOST_MOMENTS / 2).at(), "(" + left + " more of the same kinds)"));
    cut.addAll(moments.subList(moments.size() - MOST_MOMENTS / 2, moments.size()));
    return cut;
  }

  /** At most {@value #MOST_POINTS} points: of each slice of time the worst one. */
  private List<Point> slices() {
    if (points.size() <= MOST_POINTS) {
      return points;
    }
    long from = points.get(0).at().toEpochMilli();
    long slice =
        Math.max(1, (points.get(points.size() - 1).at().toEpochMilli() - from) / MOST_POINTS + 1);
    Map<Long, Point> worst = new LinkedHashMap<>();
    for (Point point : points) {
      worst.merge(
          (point.at().toEpochMilli() - from) / slice,
          point,
          (one, other) -> other.longest().compareTo(one.longest()) > 0 ? other : one);
    }
    return List.copyOf(worst.values());
  }

  Instant began() {
    return record.events().get(0).at();
  }

  Instant ended() {
    return record.events().get(record.events().size() - 1).at();
  }

  boolean interrupted() {
    return interrupted;
  }

  IncidentReport report() {
    attemptBegan.forEach(
        (unit, at) ->
            tries.add(
                new Try(
                    unit,
                    tries.size() + 1,
                    at,
                    ended(),
                    null,
                    null,
                    Duration.ZERO,
                    Duration.ZERO,
                    0,
                    Duration.ZERO)));
    Impact impact = impact();
    Findings findings = new Findings(this, impact);
    RunEvent.RunStarted started = record.started();
    String outcome = result().map(RunResult::outcome).map(RunOutcome::word).orElse("cut-off");
    return new IncidentReport(
        record.run(),
        findings.title(),
        began(),
        ended(),
        zone,
        started == null ? null : started.database(),
        outcome,
        findings.summary(),
        impact,
        findings.trigger(),
        findings.resolution(),
        moments(),
        tree(),
        findings.rootCause(),
        findings.wentWell(),
        findings.didNotGoWell(),
        ActionRules.of(this, impact),
        findings.ifWeHaveTime(),
        new Data(slices(), tries, !record.whole() || points.size() > MOST_POINTS));
  }
}
