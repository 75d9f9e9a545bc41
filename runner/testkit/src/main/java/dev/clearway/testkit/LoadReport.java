/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What an application's statements felt in a stretch of time. Immutable. */
public final class LoadReport {

  /** A statement that takes longer than this has waited for something. */
  public static final Duration WAIT = Duration.ofMillis(20);

  private final int sessions;
  private final long from;
  private final long to;
  private final long[] starts;
  private final long[] lengths;
  private final long[] sorted;

  private LoadReport(int sessions, long from, long to, long[] starts, long[] lengths) {
    this.sessions = sessions;
    this.from = from;
    this.to = to;
    this.starts = starts;
    this.lengths = lengths;
    sorted = lengths.clone();
    Arrays.sort(sorted);
  }

  static LoadReport of(int sessions, long from, long to, List<WaitLog> logs) {
    List<WaitLog> copies = logs.stream().map(WaitLog::copy).toList();
    int size = copies.stream().mapToInt(WaitLog::size).sum();
    long[] starts = new long[size];
    long[] lengths = new long[size];
    int next = 0;
    for (WaitLog log : copies) {
      for (int i = 0; i < log.size(); i++) {
        starts[next] = log.start(i);
        lengths[next] = log.length(i);
        next++;
      }
    }
    return new LoadReport(sessions, from, to, starts, lengths);
  }

  /**
   * The part of this that was under way between two {@linkplain System#nanoTime() times}, such as
   * the start and the end of a migration. Statements count with their whole length.
   */
  public LoadReport between(long fromNanos, long toNanos) {
    long[] keptStarts = new long[starts.length];
    long[] keptLengths = new long[starts.length];
    int kept = 0;
    for (int i = 0; i < starts.length; i++) {
      if (starts[i] - toNanos <= 0 && starts[i] + lengths[i] - fromNanos >= 0) {
        keptStarts[kept] = starts[i];
        keptLengths[kept] = lengths[i];
        kept++;
      }
    }
    return new LoadReport(
        sessions,
        fromNanos,
        toNanos,
        Arrays.copyOf(keptStarts, kept),
        Arrays.copyOf(keptLengths, kept));
  }

  /** How many sessions the application had. */
  public int sessions() {
    return sessions;
  }

  /** How long it was measured. */
  public Duration length() {
    return Duration.ofNanos(to - from);
  }

  /** How many statements it ran. */
  public int statements() {
    return sorted.length;
  }

  /** The longest of them; zero if there were none. */
  public Duration longest() {
    return percentile(100);
  }

  /** Those that took longer than {@link #WAIT}. */
  public Waits waits() {
    return waitsOver(WAIT);
  }

  /** Those that took longer than a threshold. */
  public Waits waitsOver(Duration threshold) {
    int count = 0;
    long sum = 0;
    for (int i = sorted.length - 1; i >= 0 && sorted[i] > threshold.toNanos(); i--) {
      count++;
      sum += sorted[i];
    }
    return new Waits(count, Duration.ofNanos(sum));
  }

  /**
   * The length that so many percent of the statements did not exceed.
   *
   * @param percent over 0, up to 100
   */
  public Duration percentile(double percent) {
    if (percent <= 0 || percent > 100) {
      throw new IllegalArgumentException("not a percentage: " + percent);
    }
    if (sorted.length == 0) {
      return Duration.ZERO;
    }
    // The tolerance is for percentages like 99.9, which a double is slightly more than.
    int rank = (int) Math.ceil(percent * sorted.length / 100 - 1e-9);
    return Duration.ofNanos(sorted[Math.max(1, rank) - 1]);
  }

  /**
   * The longest statement over time: for each slice, in order, the whole length of the longest of
   * those that were under way in it; zero where there were none.
   *
   * @param slice how long one is, such as 100 ms
   */
  public List<Duration> series(Duration slice) {
    long width = slice.toNanos();
    int slices = Math.toIntExact((to - from + width - 1) / width);
    long[] longest = new long[slices];
    for (int i = 0; i < starts.length; i++) {
      long first = Math.max(0, Math.floorDiv(starts[i] - from, width));
      long last = Math.min(slices - 1L, Math.floorDiv(starts[i] + lengths[i] - from, width));
      for (int s = (int) first; s <= last; s++) {
        longest[s] = Math.max(longest[s], lengths[i]);
      }
    }
    return Arrays.stream(longest).mapToObj(Duration::ofNanos).toList();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d statements of %d sessions in %d ms: longest %d ms, 99 %% within %d ms, %s",
        statements(),
        sessions,
        length().toMillis(),
        longest().toMillis(),
        percentile(99).toMillis(),
        waits());
  }

  /**
   * Statements that waited.
   *
   * @param count how many
   * @param sum how long they took together
   */
  public record Waits(int count, Duration sum) {
    @Override
    public String toString() {
      return count + " waits of " + sum.toMillis() + " ms in all";
    }
  }
}
