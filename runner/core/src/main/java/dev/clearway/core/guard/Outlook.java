/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.lock.Blocker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When everybody in the way will be gone, learned from how long the transactions lasted that were
 * seen to end. Behind steady short transactions there is never a moment with only young ones; there
 * the cheapest is to queue once, for as long as they are known to last, at a moment when they are
 * going to end close together.
 *
 * <p>Of a transaction that has lasted longer than nearly all that were seen to end, nothing is
 * known but its age, and so it is expected to last as long again.
 */
final class Outlook {

  /** Fewer ends than this tell nothing. */
  private static final int ENOUGH_ENDS = 24;

  private static final int MAX_ENDS = 512;

  /** So many of those seen must have outlasted a transaction for its end to be told from them. */
  private static final int ENOUGH_OLDER = 3;

  /** Nobody asks when so many transactions will have ended: it is never soon. */
  private static final int MAX_HOLDERS = 64;

  /** How sure we want to be that all end while we queue. */
  private static final double SURE = 0.95;

  private static final int STEP_MILLIS = 20;

  /** The moments that this one is compared with: four seconds of looking. */
  private static final Duration COMPARED = Duration.ofSeconds(4);

  /** An end that was not looked for is no measurement. */
  private static final Duration LONGEST_GAP = Duration.ofMillis(250);

  private final Map<String, Seen> open = new HashMap<>();
  private final Deque<Long> ended = new ArrayDeque<>();
  private final Deque<Moment> moments = new ArrayDeque<>();
  private long looks;

  private static final class Seen {
    long ageMillis;
    long at;
    long look;
  }

  private record Moment(long at, double cost) {}

  /** Takes note of who holds a conflicting lock now, at {@code now} of {@link System#nanoTime}. */
  void look(List<Blocker> holders, long now) {
    looks++;
    for (Blocker holder : holders) {
      Seen seen = open.computeIfAbsent(holder.virtualTransaction(), absent -> new Seen());
      seen.ageMillis = holder.age().toMillis();
      seen.at = now;
      seen.look = looks;
    }
    for (Iterator<Seen> all = open.values().iterator(); all.hasNext(); ) {
      Seen seen = all.next();
      if (seen.look != looks) {
        all.remove();
        long gap = (now - seen.at) / 1_000_000;
        if (gap <= LONGEST_GAP.toMillis()) {
          ended(seen.ageMillis + gap / 2);
        }
      }
    }
  }

  private void ended(long millis) {
    ended.add(millis);
    if (ended.size() > MAX_ENDS) {
      ended.remove();
    }
  }

  /** Whether {@code holders} are all going to be gone within {@code queueTime}. */
  boolean clears(List<Blocker> holders, Duration queueTime) {
    return isKnown(holders) && new Ends(holders).allBy(queueTime.toMillis()) >= SURE;
  }

  private boolean isKnown(List<Blocker> holders) {
    return ended.size() >= ENOUGH_ENDS && holders.size() <= MAX_HOLDERS;
  }

  /**
   * How long to queue now, if this is as good a moment as there has been: all that are in the way
   * are going to end within {@code cap}, and waiting for the last of them costs the others no more
   * than it would have at any moment of the last four seconds.
   */
  Optional<Duration> queueTime(List<Blocker> holders, Duration cap, long now) {
    if (!isKnown(holders)) {
      return Optional.empty();
    }
    Ends ends = new Ends(holders);
    double cost = ends.cost(cap.toMillis());
    boolean best =
        moments.stream().allMatch(moment -> cost <= moment.cost())
            && !moments.isEmpty()
            && now - moments.element().at() >= COMPARED.toNanos() * 9 / 10;
    moments.add(new Moment(now, cost));
    while (now - moments.element().at() > COMPARED.toNanos()) {
      moments.remove();
    }
    if (!best || ends.allBy(cap.toMillis()) < SURE) {
      return Optional.empty();
    }
    long queue = STEP_MILLIS;
    while (queue < cap.toMillis() && ends.allBy(queue) < SURE) {
      queue += STEP_MILLIS;
    }
    // To fail just before the last one ends would cost all of it and gain nothing.
    return Optional.of(Duration.ofMillis(Math.min(cap.toMillis(), queue * 3 / 2)));
  }

  /** When some transactions end, as far as can be told from those that were seen to end. */
  private final class Ends {
    private final long[] ages;
    private final long[] lengths;

    Ends(List<Blocker> holders) {
      Map<String, Long> byTransaction = new HashMap<>();
      holders.forEach(
          h -> byTransaction.merge(h.virtualTransaction(), h.age().toMillis(), Math::max));
      ages = byTransaction.values().stream().mapToLong(Long::longValue).toArray();
      lengths = ended.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** How probable it is that all have ended so many milliseconds from now. */
    double allBy(long millis) {
      double all = 1;
      for (long age : ages) {
        all *= oneBy(age, millis);
      }
      return all;
    }

    private double oneBy(long age, long millis) {
      int older = longerThan(age);
      if (older < ENOUGH_OLDER) {
        return millis / (double) Math.max(1, millis + age);
      }
      return 1 - longerThan(age + millis) / (double) older;
    }

    /** How many of those that were seen to end lasted longer. Called thousands of times a look. */
    private int longerThan(long millis) {
      int from = 0;
      int to = lengths.length;
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (lengths[middle] > millis) {
          to = middle;
        } else {
          from = middle + 1;
        }
      }
      return lengths.length - from;
    }

    /** For how long, in all, those that have ended will wait for the last one. */
    double cost(long capMillis) {
      double cost = 0;
      for (long millis = 0; millis < capMillis; millis += STEP_MILLIS) {
        double last = 1 - allBy(millis);
        for (long age : ages) {
          cost += (last - (1 - oneBy(age, millis))) * STEP_MILLIS;
        }
      }
      return cost;
    }
  }
}
