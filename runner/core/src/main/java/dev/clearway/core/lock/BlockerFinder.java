/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.RawTexts;
import dev.clearway.core.sql.Redaction;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds who holds what we want. Only holders count: a session that queues is a victim of the same
 * blocker, or of us, and the lock table alone tells the two apart.
 *
 * <p>Where the age of a transaction is hidden, it is counted from when this object first saw it, so
 * keep one for a run. Thread-safe.
 */
public final class BlockerFinder {

  private final SideConnection side;
  private final LongSupplier nanoTime;
  private final RawTexts rawTexts;
  private final Map<String, Long> firstSeen = new ConcurrentHashMap<>();

  public BlockerFinder(SideConnection side, LongSupplier nanoTime) {
    this(side, nanoTime, RawTexts.NONE);
  }

  /**
   * @param rawTexts hears queries as they are
   */
  public BlockerFinder(SideConnection side, LongSupplier nanoTime, RawTexts rawTexts) {
    this.side = side;
    this.nanoTime = nanoTime;
    this.rawTexts = rawTexts;
  }

  /**
   * The holders of locks that conflict with {@code wanted}, oldest first; one entry for each
   * transaction and relation, with its strongest conflicting mode.
   *
   * @param ours pids to leave out
   */
  public List<Blocker> holders(Collection<WantedLock> wanted, int... ours) throws SQLException {
    Map<String, Blocker> strongest = new LinkedHashMap<>();
    for (Blocker blocker : holdings(wanted, ours)) {
      strongest.merge(
          blocker.virtualTransaction() + ' ' + blocker.relation(),
          blocker,
          BlockerFinder::stronger);
    }
    return oldestFirst(strongest.values());
  }

  /**
   * The same, but with an entry for each of a transaction's conflicting modes: for callers whose
   * wanted locks are not wanted together.
   */
  public List<Blocker> holdings(Collection<WantedLock> wanted, int... ours) throws SQLException {
    if (wanted.isEmpty()) {
      return List.of();
    }
    Map<Long, Integer> conflicts = new LinkedHashMap<>();
    for (WantedLock lock : wanted) {
      conflicts.merge(lock.relation(), lock.mode().conflictBits(), (one, other) -> one | other);
    }
    return side.use(
        session -> {
          PreparedStatement query = session.prepared("holders.sql");
          query.setString(1, json(conflicts));
          query.setArray(2, session.ints(ours));
          return read(query);
        });
  }

  private static String json(Map<Long, Integer> conflicts) {
    return conflicts.entrySet().stream()
        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static Blocker stronger(Blocker one, Blocker other) {
    return one.mode().compareTo(other.mode()) >= 0 ? one : other;
  }

  private static List<Blocker> oldestFirst(Collection<Blocker> blockers) {
    return blockers.stream().sorted(Comparator.comparing(Blocker::age).reversed()).toList();
  }

  /**
   * The sessions behind {@code pids} of {@code pg_blocking_pids}, for a wait that is not for a
   * table.
   */
  List<Blocker> sessions(int waiting, Collection<Integer> pids) throws SQLException {
    return side.use(
        session -> {
          PreparedStatement query = session.prepared("blocking-sessions.sql");
          query.setInt(1, waiting);
          query.setArray(2, session.array("int4", pids.toArray()));
          return read(query);
        });
  }

  private List<Blocker> read(PreparedStatement query) throws SQLException {
    Map<String, Blocker> found = new LinkedHashMap<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        Blocker blocker = blocker(row);
        found.putIfAbsent(
            blocker.virtualTransaction() + ' ' + blocker.mode() + ' ' + blocker.relation(),
            blocker);
      }
    }
    return oldestFirst(found.values());
  }

  private Blocker blocker(ResultSet row) throws SQLException {
    int pid = row.getInt("pid");
    String transaction = row.getString("virtualtransaction");
    String query = row.getString("query");
    boolean hidden = row.getString("backend_type") == null && !row.getBoolean("prepared");
    if (!hidden && query != null && !query.isBlank()) {
      rawTexts.query(pid, row.getString("application"), query);
    }
    double ageMillis = row.getDouble("age_ms");
    boolean ageKnown = !row.wasNull();
    Duration age =
        ageKnown
            ? Duration.ofNanos(Math.max(0, Math.round(ageMillis * 1_000_000)))
            : seenFor(pid + "@" + transaction);
    return new Blocker(
        pid,
        transaction,
        kind(row, query),
        row.getString("application"),
        row.getString("usename"),
        row.getString("client"),
        row.getString("state"),
        age,
        ageKnown,
        LockMode.ofCatalogName(row.getString("mode")),
        row.getString("relation_name"),
        hidden || query == null || query.isBlank() ? null : Redaction.redact(query));
  }

  private Duration seenFor(String transaction) {
    long now = nanoTime.getAsLong();
    return Duration.ofNanos(now - firstSeen.computeIfAbsent(transaction, key -> now));
  }

  private static BlockerKind kind(ResultSet row, @Nullable String query) throws SQLException {
    if (row.getBoolean("prepared")) {
      return BlockerKind.PREPARED_TRANSACTION;
    }
    return BlockerKind.of(
        row.getString("backend_type"), row.getString("application"), row.getString("state"), query);
  }
}
