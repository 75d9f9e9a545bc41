/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.Redaction;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lock tree of the database that a side connection is to. One look is one query, and
 * locks nothing. Thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/view-pg-locks.html">pg_locks</a>
 */
public final class LockTreeReader {

  /** Whoever reads so many tables, and changes none, dumps them. */
  private static final int DUMP_RELATIONS = 100;

  private final SideConnection side;

  public LockTreeReader(SideConnection side) {
    this.side = side;
  }

  /** One transaction, and what it waits for. */
  private static final class Entry {
    final LockSession session;
    final @Nullable String key;
    final LockNode.@Nullable Wait wait;
    final List<Integer> blockedBy;

    /** What it holds of what others wait for: modes by lock. */
    final Map<String, List<LockMode>> awaited;

    final List<Entry> behind = new ArrayList<>();
    final List<Integer> alsoBehind = new ArrayList<>();
    boolean cycle;

    Entry(
        LockSession session,
        @Nullable String key,
        LockNode.@Nullable Wait wait,
        List<Integer> blockedBy,
        Map<String, List<LockMode>> awaited) {
      this.session = session;
      this.key = key;
      this.wait = wait;
      this.blockedBy = blockedBy;
      this.awaited = awaited;
    }

    Duration waited() {
      return wait == null || wait.lasts() == null ? Duration.ZERO : wait.lasts();
    }

    Duration age() {
      Duration age = session.transactionAge();
      return age == null ? Duration.ZERO : age;
    }
  }

  /**
   * The tree as it is now.
   *
   * @throws SQLException when the server cannot be asked
   */
  public LockTree read() throws SQLException {
    return side.use(
        connection -> {
          List<Entry> entries = new ArrayList<>();
          String role = "";
          try (ResultSet row = connection.prepared("lock-tree.sql").executeQuery()) {
            while (row.next()) {
              role = row.getString("role");
              entries.add(entry(row));
            }
          }
          return tree(entries, role);
        });
  }

  // ---------------------------------------------------------------- rows

  private static Entry entry(ResultSet row) throws SQLException {
    String wantedMode = row.getString("wanted_mode");
    return new Entry(
        session(row),
        row.getString("wanted_key"),
        wantedMode == null
            ? null
            : new LockNode.Wait(
                LockMode.ofCatalogName(wantedMode),
                row.getString("wanted_object"),
                millis(row, "waited_ms")),
        pids(row.getArray("blocked_by")),
        awaited(row.getArray("awaited")));
  }

  private static LockSession session(ResultSet row) throws SQLException {
    String backend = row.getString("backend_type");
    boolean prepared = row.getBoolean("prepared");
    boolean hidden = backend == null && !prepared;
    String query = row.getString("query");
    String strongest = row.getString("strongest_mode");
    String relation = row.getString("strongest_relation");
    long xminAge = row.getLong("xmin_age");
    boolean noXmin = row.wasNull();
    return new LockSession(
        row.getInt("pid"),
        row.getString("virtualtransaction"),
        kind(row, backend, query),
        row.getString("application"),
        row.getString("usename"),
        row.getString("client"),
        row.getString("state"),
        millis(row, "transaction_ms"),
        millis(row, "state_ms"),
        hidden,
        row.getBoolean("shielded"),
        relation == null ? null : new LockSession.Held(LockMode.ofCatalogName(strongest), relation),
        row.getInt("relations"),
        noXmin ? null : xminAge,
        progress(row),
        hidden || query == null || query.isBlank() ? null : Redaction.redact(query));
  }

  private static BlockerKind kind(ResultSet row, @Nullable String backend, @Nullable String query)
      throws SQLException {
    if (row.getBoolean("prepared")) {
      return BlockerKind.PREPARED_TRANSACTION;
    }
    BlockerKind kind =
        BlockerKind.of(backend, row.getString("application"), row.getString("state"), query);
    String command = row.getString("index_command");
    return switch (kind) {
      case SESSION, IDLE_IN_TRANSACTION, HIDDEN -> {
        if (row.getBoolean("flyway")) {
          yield BlockerKind.MIGRATION;
        }
        if (command != null && command.endsWith("CONCURRENTLY")) {
          yield BlockerKind.CONCURRENT_INDEX;
        }
        yield row.getInt("relations") >= DUMP_RELATIONS
                && LockMode.ACCESS_SHARE.catalogName().equals(row.getString("strongest_mode"))
                && row.getObject("xmin_age") != null
            ? BlockerKind.DUMP
            : kind;
      }
      case REPLICATION -> row.getBoolean("table_sync") ? BlockerKind.INITIAL_COPY : kind;
      default -> kind;
    };
  }

  private static @Nullable String progress(ResultSet row) throws SQLException {
    String vacuum = row.getString("vacuum_phase");
    if (vacuum != null) {
      return vacuum + share(row.getLong("vacuum_done"), row.getLong("vacuum_total"));
    }
    String index = row.getString("index_phase");
    if (index == null) {
      return null;
    }
    int waitsFor = row.getInt("index_waits_for");
    return index
        + share(row.getLong("index_done"), row.getLong("index_total"))
        + (waitsFor == 0 ? "" : ", for pid " + waitsFor);
  }

  private static String share(long done, long total) {
    return total <= 0 ? "" : ", " + 100 * done / total + " % of the table";
  }

  private static @Nullable Duration millis(ResultSet row, String column) throws SQLException {
    double millis = row.getDouble(column);
    return row.wasNull() ? null : Duration.ofNanos(Math.max(0, Math.round(millis * 1_000_000)));
  }

  private static List<Integer> pids(@Nullable Array array) throws SQLException {
    return array == null
        ? List.of()
        : List.of((Integer[]) array.getArray()).stream().distinct().toList();
  }

  private static Map<String, List<LockMode>> awaited(@Nullable Array array) throws SQLException {
    Map<String, List<LockMode>> awaited = new HashMap<>();
    if (array != null) {
      for (String lock : (String[]) array.getArray()) {
        int blank = lock.lastIndexOf(' ');
        awaited
            .computeIfAbsent(lock.substring(0, blank), absent -> new ArrayList<>())
            .add(LockMode.ofCatalogName(lock.substring(blank + 1)));
      }
    }
    return awaited;
  }

  // ---------------------------------------------------------------- the tree

  private static LockTree tree(List<Entry> entries, String role) {
    Map<Integer, Entry> byPid = new HashMap<>();
    for (Entry entry : entries) {
      // a session that waits is told apart from what else it may appear as
      byPid.merge(entry.session.pid(), entry, (one, other) -> other.wait != null ? other : one);
    }
    Set<Entry> blocking = new HashSet<>();
    List<Entry> waiters = entries.stream().filter(entry -> entry.wait != null).toList();
    Map<Entry, Entry> parents = new LinkedHashMap<>();
    for (Entry waiter : waiters) {
      List<Entry> blockers = blockers(waiter, entries, byPid);
      if (!blockers.isEmpty()) {
        Entry parent = blockers.get(0);
        parents.put(waiter, parent);
        blockers.stream().skip(1).map(other -> other.session.pid()).forEach(waiter.alsoBehind::add);
        blocking.add(parent);
      }
    }
    breakCycles(waiters, parents);
    parents.forEach((waiter, parent) -> parent.behind.add(waiter));
    List<LockNode> roots =
        entries.stream()
            .filter(entry -> !parents.containsKey(entry) && !entry.behind.isEmpty())
            .map(entry -> node(entry, entry.behind.get(0)))
            .sorted(Comparator.comparingInt(LockNode::waiting).reversed())
            .toList();
    List<LockSession> holders =
        entries.stream()
            .filter(entry -> entry.wait == null && !blocking.contains(entry))
            .filter(entry -> entry.session.relations() > 0 || entry.session.xminAge() != null)
            .sorted(Comparator.comparing(Entry::age).reversed())
            .map(entry -> entry.session)
            .toList();
    boolean blind = entries.stream().anyMatch(entry -> entry.session.hidden());
    return new LockTree(roots, holders, blind, role);
  }

  /**
   * Whom it waits for, first the one that will be there longest: one that waits itself, else the
   * oldest.
   */
  private static List<Entry> blockers(
      Entry waiter, List<Entry> entries, Map<Integer, Entry> byPid) {
    List<Entry> blockers = new ArrayList<>();
    for (int pid : waiter.blockedBy) {
      if (pid == 0) {
        entries.stream()
            .filter(entry -> entry.session.kind() == BlockerKind.PREPARED_TRANSACTION)
            .filter(entry -> holds(entry, waiter) != null)
            .forEach(blockers::add);
      } else if (byPid.containsKey(pid)) {
        blockers.add(Objects.requireNonNull(byPid.get(pid)));
      }
    }
    blockers.sort(
        Comparator.comparing((Entry entry) -> entry.wait == null)
            .thenComparing(Entry::waited)
            .thenComparing(Comparator.comparing(Entry::age).reversed()));
    return blockers;
  }

  /** In which mode it holds what the other waits for. */
  private static @Nullable LockMode holds(Entry holder, Entry waiter) {
    LockNode.Wait wait = waiter.wait;
    if (wait == null || waiter.key == null) {
      return null;
    }
    return holder.awaited.getOrDefault(waiter.key, List.of()).stream()
        .filter(mode -> mode.conflictsWith(wait.mode()))
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  /** Those who wait in a circle have no root: the oldest of each circle is made one. */
  private static void breakCycles(List<Entry> waiters, Map<Entry, Entry> parents) {
    Set<Entry> done = new HashSet<>();
    for (Entry waiter : waiters) {
      List<Entry> path = new ArrayList<>();
      Entry at = waiter;
      while (at != null && !done.contains(at) && !path.contains(at)) {
        path.add(at);
        at = parents.get(at);
      }
      if (at != null && path.contains(at)) {
        Entry oldest =
            path.subList(path.indexOf(at), path.size()).stream()
                .max(Comparator.comparing(Entry::age))
                .orElse(at);
        oldest.cycle = true;
        parents.remove(oldest);
      }
      done.addAll(path);
    }
  }

  /**
   * @param waiter somebody behind it, whose lock it is to be shown with; itself where there is none
   */
  private static LockNode node(Entry entry, Entry waiter) {
    LockMode mode = holds(entry, waiter);
    LockSession session =
        mode == null || waiter.wait == null
            ? entry.session
            : entry.session.holding(new LockSession.Held(mode, waiter.wait.object()));
    return new LockNode(
        session,
        List.of(session.pid()),
        entry.wait,
        entry.alsoBehind,
        entry.cycle,
        grouped(entry.behind));
  }

  /** Like waiters become one node; a waiter that others wait behind stays by itself. */
  private static List<LockNode> grouped(List<Entry> waiters) {
    Map<List<?>, LockNode> groups = new LinkedHashMap<>();
    List<Entry> longestFirst =
        waiters.stream().sorted(Comparator.comparing(Entry::waited).reversed()).toList();
    for (Entry entry : longestFirst) {
      LockNode.Wait wait = Objects.requireNonNull(entry.wait);
      LockNode node = node(entry, entry.behind.isEmpty() ? entry : entry.behind.get(0));
      List<Object> likeness = new ArrayList<>();
      if (entry.behind.isEmpty()) {
        likeness.addAll(
            List.of(entry.session.application(), entry.session.kind(), wait.mode(), wait.object()));
        likeness.add(Objects.requireNonNullElse(entry.session.user(), ""));
      } else {
        likeness.add(entry.session.pid());
      }
      groups.merge(likeness, node, LockTreeReader::together);
    }
    return List.copyOf(groups.values());
  }

  private static LockNode together(LockNode longest, LockNode other) {
    List<Integer> pids = new ArrayList<>(longest.pids());
    pids.addAll(other.pids());
    return new LockNode(
        longest.session(),
        pids,
        longest.waits(),
        longest.alsoBehind(),
        longest.cycle(),
        longest.behind());
  }
}
