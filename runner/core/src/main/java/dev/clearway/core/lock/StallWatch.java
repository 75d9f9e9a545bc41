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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches our victims from the side connection while attempts run, and cancels our own statement
 * when one of them has waited for the stall budget.
 *
 * <p>One daemon thread for all attempts of a run; it sleeps while nothing is armed. The first look
 * comes {@value #FIRST_LOOK_MILLIS} ms after arming, so that a statement which is done by then
 * costs nothing.
 *
 * <p>Thread-safe.
 */
public final class StallWatch implements AutoCloseable {

  private static final long FIRST_LOOK_MILLIS = 20;
  private static final long INTERVAL_MILLIS = 50;

  /** After this long in one attempt a slower pace sees enough; the budget is still kept exactly. */
  private static final long RELAXED_AFTER_MILLIS = 2_000;

  private static final long RELAXED_INTERVAL_MILLIS = 150;

  /** Cancelling takes a moment: it starts this much before the budget is spent. */
  private static final long MARGIN_MILLIS = 20;

  /** So many victims of one attempt are described; all of them are counted. */
  private static final int MOST_DESCRIBED = 200;

  private static final int QUERY_LENGTH = 1_000;

  private final SideConnection side;
  private final BlockerFinder finder;
  private final Consumer<String> notices;
  private final StallSample.Listener samples;
  private final RawTexts rawTexts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Integer, Armed> armed = new HashMap<>();
  private @Nullable Thread thread;
  private long lastLook = System.nanoTime() - TimeUnit.SECONDS.toNanos(10);
  private volatile boolean closed;
  private boolean blind;

  /**
   * @param notices hears once, on the watch's own thread, that the side connection fails
   * @param samples hears what each look has shown
   * @param rawTexts hears what victims run, as it is
   */
  public StallWatch(
      SideConnection side,
      BlockerFinder finder,
      Consumer<String> notices,
      StallSample.Listener samples,
      RawTexts rawTexts) {
    this.side = side;
    this.finder = finder;
    this.notices = notices;
    this.samples = samples;
    this.rawTexts = rawTexts;
  }

  private static final class Armed {
    final int pid;
    final long budgetMillis;
    final long since = System.nanoTime();

    /** Our own waits whose blockers are known; used by the watch's thread alone. */
    final Set<String> explained = new HashSet<>();

    final Map<Integer, Double> waits = new HashMap<>();
    final Map<String, Long> unstamped = new HashMap<>();
    final Map<String, Blocker> blockers = new LinkedHashMap<>();
    final Map<String, Victim> victims = new HashMap<>();
    double queuedMillis;
    double currentQueueMillis;
    @Nullable String currentQueue;
    boolean cancelled;
    boolean cancelledWhileQueueing;

    Armed(int pid, Duration budget) {
      this.pid = pid;
      this.budgetMillis = budget.toMillis();
    }

    /** The server's own figure, or from when we first saw this wait. */
    double waitedMillis(Waiter waiter) {
      if (waiter.waitedMillis() >= 0) {
        return waiter.waitedMillis();
      }
      long now = System.nanoTime();
      return TimeUnit.NANOSECONDS.toMillis(
          now - unstamped.computeIfAbsent(waiter.key(), first -> now));
    }

    void blockedBy(Blocker blocker) {
      blockers.put(blocker.virtualTransaction() + blocker.relation(), blocker);
    }

    long ageMillis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
    }

    void queueSeen(String transaction, double waitedMillis) {
      if (!transaction.equals(currentQueue)) {
        queueLeft();
        currentQueue = transaction;
      }
      currentQueueMillis = Math.max(currentQueueMillis, waitedMillis);
    }

    void queueLeft() {
      queuedMillis += currentQueueMillis;
      currentQueueMillis = 0;
      currentQueue = null;
    }

    double longest() {
      double longest = 0;
      for (double wait : waits.values()) {
        longest = Math.max(longest, wait);
      }
      return longest;
    }

    StallReport report() {
      queueLeft();
      return new StallReport(
          waits.size(),
          Duration.ofMillis(Math.round(longest())),
          Duration.ofMillis(Math.round(queuedMillis)),
          List.copyOf(blockers.values()),
          cancelled,
          cancelledWhileQueueing);
    }
  }

  /** Watches the session {@code pid} until {@link #disarm}. */
  public void arm(int pid, Duration stallBudget) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      armed.put(pid, new Armed(pid, stallBudget));
      if (thread == null) {
        Thread watch = new Thread(this::run, "clearway-stall-watch");
        watch.setDaemon(true);
        watch.start();
        thread = watch;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the watch has cancelled the attempt of {@code pid}: a cancel that came between two
   * statements hit nothing, so the next one must not begin.
   */
  public boolean isCancelled(int pid) {
    lock.lock();
    try {
      Armed attempt = armed.get(pid);
      return attempt != null && attempt.cancelled;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the watch over {@code pid}. When this returns, no cancel of the watch is under way: one
   * that was sent is with the server already.
   */
  public StallReport disarm(int pid) {
    lock.lock();
    try {
      Armed attempt = armed.remove(pid);
      return attempt == null
          ? new StallReport(0, Duration.ZERO, Duration.ZERO, List.of(), false, false)
          : attempt.report();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      armed.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    lock.lock();
    try {
      while (!closed) {
        if (armed.isEmpty()) {
          changed.awaitUninterruptibly();
          continue;
        }
        long pause = pauseMillis();
        if (pause > 0) {
          changed.await(pause, TimeUnit.MILLISECONDS);
          continue;
        }
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /**
   * How long until the next look is due: soon after arming, then at a pace, never past a budget.
   */
  private long pauseMillis() {
    long sinceLook = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastLook);
    long pause = Long.MAX_VALUE;
    for (Armed attempt : armed.values()) {
      long age = attempt.ageMillis();
      long interval = age < RELAXED_AFTER_MILLIS ? INTERVAL_MILLIS : RELAXED_INTERVAL_MILLIS;
      long toBudget =
          attempt.cancelled
              ? Long.MAX_VALUE
              : Math.max(5, attempt.budgetMillis - MARGIN_MILLIS - Math.round(attempt.longest()));
      long due = Math.max(FIRST_LOOK_MILLIS - age, Math.min(interval, toBudget) - sinceLook);
      pause = Math.min(pause, due);
    }
    return pause;
  }

  /** Called with the lock, which is free while the server is asked. */
  private void look() {
    lastLook = System.nanoTime();
    List<Armed> watched = List.copyOf(armed.values());
    int[] pids = watched.stream().mapToInt(attempt -> attempt.pid).toArray();
    Look look = new Look(List.of(), Map.of());
    lock.unlock();
    try {
      look = sample(watched, pids);
    } catch (SQLException e) {
      // a look that was under way when the run ended has lost its connection, and nobody minds
      if (!blind && !closed) {
        blind = true;
        notices.accept(
            "The stall watch cannot see the lock queue (SQLSTATE "
                + e.getSQLState()
                + "); lock_timeout and statement_timeout still bound this attempt.");
      }
      return;
    } finally {
      lock.lock();
    }
    blind = false;
    for (Armed attempt : watched) {
      // What was sampled of an attempt that has ended meanwhile says nothing of the next one.
      if (attempt.equals(armed.get(attempt.pid))) {
        apply(attempt, look.waiters, look.held.getOrDefault(attempt.pid, 0));
      }
    }
  }

  /** What one query has shown: who waits, and how many strong locks we have, by pid. */
  private record Look(List<Waiter> waiters, Map<Integer, Integer> held) {}

  private record Waiter(
      int pid,
      String transaction,
      String lockType,
      long relation,
      String object,
      String mode,
      double waitedMillis,
      List<Integer> blockedBy,
      List<Blocker> blockers) {

    String key() {
      return pid + " " + transaction + " " + relation + " " + mode;
    }

    Waiter with(List<Blocker> found) {
      return new Waiter(
          pid, transaction, lockType, relation, object, mode, waitedMillis, blockedBy, found);
    }
  }

  private Look sample(List<Armed> watched, int... pids) throws SQLException {
    Map<Integer, Integer> held = new HashMap<>();
    List<Waiter> waiters =
        side.use(
            session -> {
              PreparedStatement query = session.prepared("stall-sample.sql");
              query.setArray(1, session.ints(pids));
              List<Waiter> found = new ArrayList<>();
              try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                  if (row.getInt("held") > 0) {
                    held.put(row.getInt("pid"), row.getInt("held"));
                  } else {
                    found.add(waiter(row));
                  }
                }
              }
              return found;
            });
    try {
      for (Armed attempt : watched) {
        explain(attempt, waiters);
        describe(attempt, waiters);
      }
    } catch (SQLException ignored) {
      // How long they wait is known, which is what the budget is about; who they are is asked again
      // at the next look.
    }
    return new Look(waiters, held);
  }

  /** Asks, once for each wait of {@code attempt}, who keeps it waiting. */
  private void explain(Armed attempt, List<Waiter> waiters) throws SQLException {
    for (ListIterator<Waiter> i = waiters.listIterator(); i.hasNext(); ) {
      Waiter waiter = i.next();
      if (waiter.pid() == attempt.pid && !attempt.explained.contains(waiter.key())) {
        List<Blocker> blockers = blockers(waiter);
        i.set(waiter.with(blockers));
        if (!blockers.isEmpty()) {
          attempt.explained.add(waiter.key());
        }
      }
    }
  }

  private static Waiter waiter(ResultSet row) throws SQLException {
    double waited = row.getDouble("waited_ms");
    if (row.wasNull()) {
      waited = -1;
    }
    return new Waiter(
        row.getInt("pid"),
        row.getString("virtualtransaction"),
        row.getString("locktype"),
        row.getLong("relation"),
        row.getString("object"),
        row.getString("mode"),
        waited,
        List.of((Integer[]) row.getArray("blocked_by").getArray()),
        List.of());
  }

  /** Asks, once for each wait, who those are that wait because of {@code attempt}. */
  private void describe(Armed attempt, List<Waiter> waiters) throws SQLException {
    List<Waiter> strangers =
        waiters.stream()
            .filter(
                w -> w.blockedBy().contains(attempt.pid) && !attempt.victims.containsKey(w.key()))
            .limit(Math.max(0, MOST_DESCRIBED - attempt.victims.size()))
            .toList();
    if (strangers.isEmpty()) {
      return;
    }
    Map<Integer, Victim> found =
        side.use(
            session -> {
              PreparedStatement query = session.prepared("victims.sql");
              query.setInt(1, QUERY_LENGTH);
              query.setArray(2, session.ints(strangers.stream().mapToInt(Waiter::pid).toArray()));
              Map<Integer, Victim> byPid = new HashMap<>();
              try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                  byPid.put(row.getInt("pid"), victim(row));
                }
              }
              return byPid;
            });
    for (Waiter waiter : strangers) {
      Victim session = found.get(waiter.pid());
      attempt.victims.put(
          waiter.key(),
          new Victim(
              waiter.pid(),
              waiter.transaction() + " " + waiter.relation() + " " + waiter.mode(),
              session == null ? null : session.application(),
              session == null ? null : session.user(),
              session == null ? null : session.state(),
              LockMode.ofCatalogName(waiter.mode()),
              waiter.object(),
              session == null ? null : session.query(),
              Duration.ZERO));
    }
  }

  private Victim victim(ResultSet row) throws SQLException {
    String query = row.getString("query");
    boolean known = query != null && !query.isBlank() && !row.getBoolean("hidden");
    if (known) {
      rawTexts.query(row.getInt("pid"), row.getString("application"), query);
    }
    return new Victim(
        row.getInt("pid"),
        "",
        row.getString("application"),
        row.getString("usename"),
        row.getString("state"),
        LockMode.ACCESS_SHARE,
        "",
        known ? Redaction.redact(query) : null,
        Duration.ZERO);
  }

  /** Who keeps us waiting: asked once for each wait. */
  private List<Blocker> blockers(Waiter us) throws SQLException {
    return us.lockType().equals("relation")
        ? finder.holders(
            List.of(new WantedLock(us.relation(), LockMode.ofCatalogName(us.mode()))), us.pid())
        : finder.sessions(us.pid(), us.blockedBy());
  }

  private void apply(Armed attempt, List<Waiter> waiters, int held) {
    StallSample.Queue queue = null;
    double longest = 0;
    List<Victim> victims = new ArrayList<>();
    List<Blocker> blockers = List.of();
    for (Waiter waiter : waiters) {
      double waited = attempt.waitedMillis(waiter);
      if (waiter.pid() == attempt.pid) {
        queue =
            new StallSample.Queue(
                LockMode.ofCatalogName(waiter.mode()), waiter.object(), millis(waited));
        attempt.queueSeen(waiter.key(), waited);
        waiter.blockers().forEach(attempt::blockedBy);
        blockers = waiter.blockers();
      } else if (waiter.blockedBy().contains(attempt.pid)) {
        attempt.waits.merge(waiter.pid(), waited, Math::max);
        longest = Math.max(longest, waited);
        Victim victim = attempt.victims.get(waiter.key());
        if (victim != null) {
          victims.add(victim.waited(millis(waited)));
        }
      }
    }
    if (queue == null) {
      attempt.queueLeft();
    }
    if (queue != null || held > 0 || !victims.isEmpty()) {
      samples.sampled(new StallSample(attempt.pid, queue, held, victims, blockers));
    }
    if (longest >= attempt.budgetMillis - MARGIN_MILLIS) {
      if (!attempt.cancelled) {
        samples.cancelled(attempt.pid, queue != null, attempt.waits.size(), millis(longest));
      }
      cancel(attempt, queue != null);
    }
  }

  private static Duration millis(double millis) {
    return Duration.ofMillis(Math.round(millis));
  }

  /** Called with the lock, so that {@link #disarm} waits until the cancel is with the server. */
  private void cancel(Armed attempt, boolean queueing) {
    boolean again = attempt.cancelled;
    if (!again) {
      attempt.cancelled = true;
      attempt.cancelledWhileQueueing = queueing;
    }
    try {
      side.use(
          session -> {
            PreparedStatement cancel = session.prepared("cancel.sql");
            cancel.setBoolean(1, again);
            cancel.setInt(2, attempt.pid);
            try (ResultSet row = cancel.executeQuery()) {
              return row.next();
            }
          });
    } catch (SQLException e) {
      notices.accept(
          "The stall budget is spent and the cancel could not be sent (SQLSTATE "
              + e.getSQLState()
              + "); statement_timeout still ends the statement.");
    }
  }
}
