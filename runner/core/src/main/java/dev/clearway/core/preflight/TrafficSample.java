/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two looks at the statistics of tables, and the time between them. */
final class TrafficSample {

  /** Beyond so many relations only those are looked at that will be locked, once they are known. */
  private static final long MANY_RELATIONS = 30_000;

  private record Counts(long oid, long reads, long writes) {}

  private final Session session;
  private final Map<Long, Counts> before = new HashMap<>();
  private long beganAt;

  private TrafficSample(Session session) {
    this.session = session;
  }

  /**
   * Takes the first look early, at all tables, so that what follows anyway fills the time; where
   * there are too many of them, {@link #ensure} takes it.
   */
  static TrafficSample begin(Session session) throws SQLException {
    TrafficSample sample = new TrafficSample(session);
    long relations = session.one("table-count.sql", row -> row.getLong("relations"));
    if (relations < MANY_RELATIONS) {
      sample.look(true, List.of());
    }
    return sample;
  }

  private void look(boolean all, Collection<Long> oids) throws SQLException {
    for (Counts counts : counts(all, oids)) {
      before.put(counts.oid(), counts);
    }
    beganAt = System.nanoTime();
  }

  private List<Counts> counts(boolean all, Collection<Long> oids) throws SQLException {
    return session.all(
        "traffic.sql",
        row -> new Counts(row.getLong("oid"), row.getLong("reads"), row.getLong("writes")),
        all,
        oids);
  }

  /** Takes the first look at these, if it has not been taken. */
  void ensure(Collection<Long> oids) throws SQLException {
    if (beganAt == 0) {
      look(false, oids);
    }
  }

  /** The time that is left of what a sample lasts at least. */
  Duration remaining(Duration length) {
    Duration left = length.minusNanos(System.nanoTime() - beganAt);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Takes the second look. */
  Map<Long, Traffic> end(Collection<Long> oids) throws SQLException {
    Map<Long, Traffic> traffic = new HashMap<>();
    if (oids.isEmpty()) {
      return traffic;
    }
    double seconds = Math.max(1, System.nanoTime() - beganAt) / 1e9;
    for (Counts after : counts(false, oids)) {
      Counts first = before.get(after.oid());
      if (first != null) {
        traffic.put(
            after.oid(),
            new Traffic(
                perSecond(after.reads() - first.reads(), seconds),
                perSecond(after.writes() - first.writes(), seconds)));
      }
    }
    return traffic;
  }

  /** Never less than nothing: statistics may have been reset in between. */
  private static long perSecond(long count, double seconds) {
    return Math.max(0, Math.round(count / seconds));
  }
}
