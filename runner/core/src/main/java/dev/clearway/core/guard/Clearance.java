/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.OnBlocker;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.BlockerKind;
import dev.clearway.core.lock.WantedLock;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.retry.QueueTime;
import dev.clearway.core.sql.LockMode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether we may queue: no holder of a conflicting lock is older than the time we are willing to
 * queue. A transaction of age <i>a</i> is best expected to last about <i>a</i> longer, unless
 * enough of their kind were seen to end ({@link Outlook}).
 */
final class Clearance {

  /** So much waiting for young transactions makes us willing to queue half as long again. */
  private static final Duration GROW_AFTER = Duration.ofSeconds(2);

  /** A listener hears of a wait this often. */
  private static final Duration ANNOUNCE_EVERY = Duration.ofMillis(250);

  private static final int MAX_REMEMBERED = 20;

  private final Guard guard;

  Clearance(Guard guard) {
    this.guard = guard;
  }

  /** Whether {@code unit} may queue for {@code locks} now, for the time that it is willing to. */
  boolean isClear(Unit unit, List<RelationLock> locks) throws SQLException {
    List<Blocker> holders = holders(locks);
    Duration willing = unit.queueTime.value();
    return olderThan(willing, holders).isEmpty() || unit.outlook.clears(holders, willing);
  }

  private static List<Blocker> olderThan(Duration age, List<Blocker> holders) {
    return holders.stream().filter(holder -> holder.age().compareTo(age) > 0).toList();
  }

  /** Everybody who holds a conflicting lock, but for autovacuums that are going to yield. */
  List<Blocker> holders(List<RelationLock> locks) throws SQLException {
    List<WantedLock> wanted =
        locks.stream().map(l -> new WantedLock(l.relation().oid(), l.mode())).toList();
    Set<String> evictable =
        locks.stream()
            .filter(l -> l.relation().lockable())
            .map(l -> l.relation().qualifiedName())
            .collect(Collectors.toSet());
    return guard.finder.holders(wanted, guard.pids()).stream()
        .filter(b -> !(yields(b) && evictable.contains(b.relation())))
        .toList();
  }

  /**
   * An ordinary autovacuum yields to whoever waits for SHARE UPDATE EXCLUSIVE, which is how an
   * attempt begins where it may; a session that hides what it is may be one.
   */
  private static boolean yields(Blocker blocker) {
    return blocker.kind() == BlockerKind.AUTOVACUUM
        || (blocker.kind() == BlockerKind.HIDDEN
            && blocker.mode() == LockMode.SHARE_UPDATE_EXCLUSIVE);
  }

  /**
   * Waits, with no transaction open and nothing locked, until the road is clear for {@code unit}.
   *
   * @throws ContentionException if it is not within {@code blockerPatience}, or at once with {@code
   *     onBlocker=fail}
   * @throws RunInterruptedException if the run is asked to stop
   */
  void await(Unit unit, List<RelationLock> locks) throws SQLException {
    long startedAt = System.nanoTime();
    long announcedAt = startedAt - ANNOUNCE_EVERY.toNanos();
    Duration young = Duration.ZERO;
    String name = unit.name == null ? "" : unit.name;
    Duration waited = Duration.ZERO;
    Map<String, Blocker> awaited = new LinkedHashMap<>();
    Enforcement enforcement = new Enforcement(guard, unit.settings, name);
    try {
      while (true) {
        guard.interruption.check();
        List<Blocker> holders = holders(locks);
        unit.outlook.look(holders, System.nanoTime());
        List<Blocker> blockers = olderThan(unit.queueTime.value(), holders);
        Duration now = Duration.ofNanos(System.nanoTime() - startedAt);
        Duration step = now.minus(waited);
        waited = now;
        if (blockers.isEmpty() || isGoodMoment(unit, holders, blockers)) {
          guard.listener.on(new RunEvent.ClearanceGiven(name, unit.attempts + 1, waited));
          return;
        }
        unit.blockers = blockers;
        remember(awaited, blockers);
        giveUpIfDue(unit, waited);
        enforcement.apply(blockers);
        if (System.nanoTime() - announcedAt >= ANNOUNCE_EVERY.toNanos()) {
          announcedAt = System.nanoTime();
          guard.listener.on(
              new RunEvent.ClearanceAwaited(
                  name, unit.attempts + 1, unit.relations(), blockers, waited));
        }
        // Only transactions that we might outwait are a reason to become more patient: behind an
        // old one a longer queue would make the application wait and gain nothing.
        if (areYoung(unit, blockers)) {
          young = young.plus(step);
          if (young.compareTo(GROW_AFTER) >= 0) {
            young = Duration.ZERO;
            unit.queueTime = unit.queueTime.grown();
          }
        }
        guard.interruption.pause(pollInterval(waited));
      }
    } finally {
      unit.awaited = List.copyOf(awaited.values());
      unit.clearanceWait = unit.clearanceWait.plus(Duration.ofNanos(System.nanoTime() - startedAt));
    }
  }

  private static boolean areYoung(Unit unit, List<Blocker> blockers) {
    return blockers.get(0).age().compareTo(unit.settings.lockTimeout()) <= 0;
  }

  /** Behind steady short transactions: queue once, for as long as they are known to last. */
  private static boolean isGoodMoment(Unit unit, List<Blocker> holders, List<Blocker> blockers) {
    if (!areYoung(unit, blockers)) {
      return false;
    }
    Optional<Duration> queueTime =
        unit.outlook.queueTime(holders, unit.settings.lockTimeout(), System.nanoTime());
    queueTime.ifPresent(time -> unit.queueTime = new QueueTime(time, unit.settings.lockTimeout()));
    return queueTime.isPresent();
  }

  /**
   * With what was last seen of each; a busy table may show thousands, of which a few explain it.
   */
  private static void remember(Map<String, Blocker> awaited, List<Blocker> blockers) {
    for (Blocker blocker : blockers) {
      String key = blocker.virtualTransaction() + blocker.relation();
      if (awaited.size() < MAX_REMEMBERED || awaited.containsKey(key)) {
        awaited.put(key, blocker);
      }
    }
  }

  private void giveUpIfDue(Unit unit, Duration waited) {
    GuardSettings settings = unit.settings;
    if (settings.onBlocker() == OnBlocker.FAIL) {
      throw GiveUp.because(ContentionException.Reason.ON_BLOCKER_FAIL, unit, null);
    }
    if (waited.compareTo(settings.blockerPatience()) >= 0) {
      throw GiveUp.because(ContentionException.Reason.PATIENCE, unit, null);
    }
    if (unit.remaining().isNegative()) {
      throw GiveUp.because(ContentionException.Reason.DEADLINE, unit, null);
    }
  }

  /** Quick while a reader may end any moment, slower for one that stays. */
  static Duration pollInterval(Duration waited) {
    long millis = Math.max(20, Math.min(200, waited.toMillis() / 50));
    return Duration.ofMillis(millis);
  }
}
