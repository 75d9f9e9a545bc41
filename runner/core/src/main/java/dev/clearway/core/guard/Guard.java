/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.forecast.Forecaster;
import dev.clearway.core.lock.BlockerFinder;
import dev.clearway.core.lock.ConnectionSource;
import dev.clearway.core.lock.PoolerProbe;
import dev.clearway.core.lock.SideConnection;
import dev.clearway.core.lock.StallSample;
import dev.clearway.core.lock.StallWatch;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.sql.RawTexts;
import dev.clearway.core.sql.SqlParser;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The guard of one run: the side connection, the stall watch and the settings that its sessions
 * share.
 *
 * <p>{@link #interrupt} may be called from any thread. Sessions belong to the thread that uses
 * them.
 */
public final class Guard implements AutoCloseable {

  /** PostgreSQL cuts a session's name after 63 bytes. */
  private static final int MAX_UNIT = 16;

  private final ConnectionSource source;
  final GuardSettings settings;
  final RunListener listener;
  final SideConnection side;
  final BlockerFinder finder;
  final StallWatch watch;
  final Forecaster forecaster;
  final Interruption interruption = new Interruption();
  // of java.base: the default one comes from a module that a small runtime, or a plugin's class
  // loader, does not have
  final RandomGenerator random = new SplittableRandom();

  /** Names this run in the ledger and to whoever looks at its sessions. */
  final String run = RunName.next(random);

  private volatile boolean ownSession;

  private final Set<GuardedSession> sessions = ConcurrentHashMap.newKeySet();

  /**
   * @param source opens the side connection; asked when something has to be looked at, so a run
   *     that has nothing to guard needs none
   * @param settings for units whose script says nothing else
   * @param listener hears what happens; notices of the stall watch come on its own thread
   */
  public Guard(ConnectionSource source, GuardSettings settings, RunListener listener) {
    this(source, settings, listener, RawTexts.NONE);
  }

  /**
   * @param source opens the side connection; asked when something has to be looked at, so a run
   *     that has nothing to guard needs none
   * @param settings for units whose script says nothing else
   * @param listener hears what happens; notices of the stall watch come on its own thread
   * @param rawTexts hears what sessions in the way and victims run, as it is; nobody else does
   */
  public Guard(
      ConnectionSource source, GuardSettings settings, RunListener listener, RawTexts rawTexts) {
    this.source = source;
    this.settings = settings;
    this.listener = listener;
    this.side = new SideConnection(source);
    this.finder = new BlockerFinder(side, System::nanoTime, rawTexts);
    this.watch =
        new StallWatch(
            side,
            finder,
            text -> listener.on(new RunEvent.Notice("", text)),
            new Samples(),
            rawTexts);
    this.forecaster = new Forecaster(new SqlParser());
  }

  /**
   * The {@code application_name} of a session at work: what it migrates, where, and in which run.
   */
  String label(@Nullable String unit) {
    String name = unit == null ? "" : unit.replaceAll("[^\\x20-\\x7e]", "?");
    int end = name.indexOf("__");
    name = end > 1 ? name.substring(0, end) : name;
    return "clearway "
        + (name.length() > MAX_UNIT ? name.substring(0, MAX_UNIT) : name)
        + (name.isEmpty() ? "" : " ")
        + run;
  }

  /** Tells the listener what the watch sees, under the name of what its session is at. */
  private final class Samples implements StallSample.Listener {

    @Override
    public void sampled(StallSample sample) {
      listener.on(new RunEvent.Sampled(unit(sample.pid()), sample));
    }

    @Override
    public void cancelled(int pid, boolean queueing, int victims, Duration longestWait) {
      listener.on(new RunEvent.BudgetSpent(unit(pid), queueing, victims, longestWait));
    }

    private String unit(int pid) {
      return sessions.stream()
          .filter(session -> session.knownPid() == pid)
          .map(session -> session.watched)
          .findFirst()
          .orElse("");
    }
  }

  /** Names this run in the statement ledger and in {@code application_name}. */
  public String run() {
    return run;
  }

  /** The settings of a script that says nothing else. */
  public GuardSettings settings() {
    return settings;
  }

  /** Guards {@code connection}, on which migrations are going to run. */
  public GuardedSession session(Connection connection) {
    return session(connection, false);
  }

  /**
   * Guards {@code connection}, on which migrations are going to run.
   *
   * @param hostOpens whether the host begins each transaction with a statement of its own, and
   *     sends {@link GuardedSession#opening} along with it: that spares a round trip for each
   *     migration
   */
  public GuardedSession session(Connection connection, boolean hostOpens) {
    GuardedSession session = new GuardedSession(this, connection, hostOpens);
    sessions.add(session);
    return session;
  }

  /**
   * Makes sure that what is set and locked over {@code connection} stays in one session of the
   * server. Asked once: costs a round trip, and more only where somebody is in between.
   *
   * @param connection of any autocommit mode, outside a transaction
   * @throws TransactionPoolerException if it does not; nothing is left in anybody's session
   * @throws SQLException if the connection is lost
   */
  public void requireOwnSession(Connection connection) throws SQLException {
    if (!ownSession && PoolerProbe.losesSession(connection, source)) {
      throw new TransactionPoolerException();
    }
    ownSession = true;
  }

  void forget(GuardedSession session) {
    sessions.remove(session);
  }

  /** The backends that are ours: never blockers. */
  int[] pids() {
    return sessions.stream().mapToInt(GuardedSession::knownPid).filter(pid -> pid != 0).toArray();
  }

  /**
   * Asks the run to stop: waits end, no statement begins any more, and what runs is cancelled. The
   * work under way ends with {@link RunInterruptedException} or with the server's answer to the
   * cancel.
   */
  public void interrupt() {
    interruption.request();
    listener.on(new RunEvent.InterruptRequested());
    for (int pid : pids()) {
      try {
        side.use(
            session -> {
              try (PreparedStatement cancel =
                  session.connection().prepareStatement("select pg_cancel_backend(?)")) {
                cancel.setInt(1, pid);
                return cancel.execute();
              }
            });
      } catch (SQLException e) {
        listener.on(
            new RunEvent.Notice(
                "", "The running statement could not be cancelled: SQLSTATE " + e.getSQLState()));
      }
    }
  }

  /** Whether {@link #interrupt} was called. */
  public boolean isInterrupted() {
    return interruption.isRequested();
  }

  @Override
  public void close() {
    watch.close();
    side.close();
  }
}
