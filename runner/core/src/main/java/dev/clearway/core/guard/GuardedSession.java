/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.failure.FailureKind;
import dev.clearway.core.failure.SqlStates;
import dev.clearway.core.forecast.Forecaster;
import dev.clearway.core.forecast.LockForecast;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.forecast.StatementClass;
import dev.clearway.core.guard.ContentionException.Reason;
import dev.clearway.core.ledger.LedgerTable;
import dev.clearway.core.ledger.Proof;
import dev.clearway.core.ledger.StatementKind;
import dev.clearway.core.ledger.StatementLedger;
import dev.clearway.core.ledger.StatementState;
import dev.clearway.core.lock.Blocker;
import dev.clearway.core.lock.StallReport;
import dev.clearway.core.record.Attempt;
import dev.clearway.core.record.AttemptOutcome;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.retry.Backoff;
import dev.clearway.core.retry.QueueTime;
import dev.clearway.core.sql.Redaction;
import dev.clearway.core.sql.ServerText;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection on which migrations run under the guard. A transactional migration is a unit: it
 * is rolled back and called again until it is done, fails for good, or has to be given up. Not
 * thread-safe, as the connection.
 */
public final class GuardedSession implements AutoCloseable {

  /** So often may a unit hold locks for the stall budget before it is given up. */
  private static final int MAX_CANCELS_WHILE_HOLDING = 3;

  /** As long as an attempt's first queue: what has come meanwhile cannot be older than that. */
  private static final Duration FORECAST_IS_NOW = QueueTime.START;

  private static final Duration PAUSE_STEP = Duration.ofMillis(25);

  /** What a listener is told of a statement: enough to know it again. */
  private static final int SHOWN_OF_STATEMENT = 300;

  private final Guard guard;
  private final Connection connection;
  private final boolean hostOpens;
  private final Timeouts timeouts;
  private final Clearance clearance;
  private final ReplicaLag replicaLag;
  private volatile @Nullable SessionFacts facts;
  private @Nullable String unitName;
  private @Nullable Unit unit;
  private @Nullable OpenAttempt attempt;
  private @Nullable OutsideCode code;
  private @Nullable StatementLedger ledger;
  private @Nullable String labelled;
  private @Nullable String label;

  /** What the watch calls that which it sees; written by this thread, read by its own. */
  volatile String watched = "";

  GuardedSession(Guard guard, Connection connection, boolean hostOpens) {
    this.guard = guard;
    this.connection = connection;
    this.hostOpens = hostOpens;
    this.timeouts = new Timeouts(connection);
    this.clearance = new Clearance(guard);
    this.replicaLag = new ReplicaLag(guard);
  }

  /**
   * Where scripts outside a transaction record which of their statements are done, so that a rerun
   * goes on where an earlier run was cut off. Without it they begin anew.
   */
  public void ledger(LedgerTable table) {
    ledger = new StatementLedger(table);
  }

  /**
   * What the host calls the work that comes next, or that is under way; null when it is over.
   * Without a name a unit is called by its script, and a Java migration has none.
   */
  public void name(@Nullable String name) {
    unitName = name;
    Unit current = unit;
    if (current != null && name != null) {
      current.name = name;
      current.namedByHost = true;
      announceAttempt(current);
    }
    if (code != null && name != null) {
      code.called(name);
    }
  }

  /**
   * What the host runs next may be code that sends what it likes outside a transaction: whoever has
   * to wait for it is seen, and when the stall budget is spent its statement is cancelled. Does
   * nothing inside a transaction.
   *
   * @throws TransactionPoolerException if what it sends could reach several sessions
   * @throws SQLException if the session cannot be asked who it is
   */
  public void codeBegins() throws SQLException {
    codeEnds(true);
    if (unit == null) {
      guard.requireOwnSession(connection);
      code = new OutsideCode(guard, facts().pid());
    }
  }

  /** What {@link #codeBegins} has begun is over; nothing happens where it is already. */
  public void codeEnds(boolean done) {
    if (code != null) {
      code.ended(done);
      code = null;
    }
  }

  /**
   * Runs {@code body} in a transaction of its own, as one unit: commits, or rolls back and calls it
   * again when the road is clear. Inside another one on this session it just calls {@code body}.
   *
   * @throws TransactionPoolerException if it would not be one session's; nothing was begun
   * @throws ContentionException if it had to be given up; nothing is left behind
   * @throws ConnectionLostException if the connection went away
   * @throws RunInterruptedException if the run was asked to stop; nothing is left behind
   * @throws Exception what {@code body} throws, after the rollback, when trying again is no use
   */
  public <T> T transaction(Callable<T> body) throws Exception {
    if (unit != null) {
      return body.call();
    }
    return unit(null, body);
  }

  /**
   * What the transaction under way begins with: statements, each ended with a semicolon, to be sent
   * before anything of the migration's is. Empty where there is nothing to send.
   */
  public String opening() {
    Unit current = unit;
    OpenAttempt open = attempt;
    return current == null || open == null
        ? ""
        : timeouts.settingLocal(current.queueTime.value(), open.statementTimeout);
  }

  /**
   * Sends {@link #opening} in one statement with the search path that the host is about to set for
   * the session.
   *
   * @return whether it did; if not, the host has to set its search path itself
   */
  public boolean openWith(String searchPath) throws SQLException {
    Unit current = unit;
    OpenAttempt open = attempt;
    return current != null
        && open != null
        && timeouts.open(current.queueTime.value(), open.statementTimeout, searchPath);
  }

  /** Whether a unit is open: a script that begins now is a part of it. */
  public boolean isInTransaction() {
    return unit != null;
  }

  /**
   * One unit.
   *
   * @param waited takes how long it waited for clearance, where it is only a part of what the host
   *     calls one migration; null where it is all of it
   */
  private <T> T unit(@Nullable Consumer<Duration> waited, Callable<T> body) throws Exception {
    guard.requireOwnSession(connection);
    String nameBefore = unitName;
    Unit current = new Unit(nameBefore, guard.settings);
    unit = current;
    boolean done = false;
    try {
      while (true) {
        try {
          T result = attempt(current, body);
          done = true;
          return result;
        } catch (Retry retry) {
          prepareRetry(current, retry);
        }
      }
    } finally {
      unit = null;
      unitName = nameBefore;
      if (waited != null) {
        waited.accept(current.clearanceWait);
      } else if (current.name != null && current.announced > 0) {
        guard.listener.on(
            new RunEvent.UnitFinished(
                current.name, done, current.elapsed(), current.clearanceWait));
      }
    }
  }

  /** What the loop does before it calls the body again. */
  private static final class Retry extends RuntimeException {
    /** Wait until these can be had; null for a pause instead. */
    final transient @Nullable List<RelationLock> clearance;

    Retry(@Nullable List<RelationLock> clearance) {
      super(null, null, false, false);
      this.clearance = clearance;
    }
  }

  private void prepareRetry(Unit current, Retry retry) throws SQLException {
    if (retry.clearance != null) {
      try {
        if (replicaLag.isTooFar(current.settings.maxReplicaLag())) {
          replicaLag.await(current);
        }
        clearance.await(current, retry.clearance);
      } catch (ContentionException e) {
        endWaiting(current, AttemptOutcome.CONTENDED);
        throw e;
      } catch (RunInterruptedException e) {
        endWaiting(current, AttemptOutcome.INTERRUPTED);
        throw e;
      }
      return;
    }
    current.pause = new Backoff(current.settings.maxBackoff()).next(current.pause, guard.random);
    guard.listener.on(
        new RunEvent.BackingOff(
            current.name == null ? "" : current.name, current.attempts + 1, current.pause));
    pause(current);
  }

  /** The back-off; over early when everybody who was in the way is gone. */
  private void pause(Unit current) throws SQLException {
    long end = System.nanoTime() + current.pause.toNanos();
    while (System.nanoTime() < end) {
      guard.interruption.pause(
          Duration.ofNanos(Math.min(PAUSE_STEP.toNanos(), end - System.nanoTime())));
      if (!current.blockers.isEmpty() && !current.wanted.isEmpty()) {
        List<String> still =
            clearance.holders(current.wanted).stream().map(Blocker::virtualTransaction).toList();
        if (current.blockers.stream().noneMatch(b -> still.contains(b.virtualTransaction()))) {
          return;
        }
      }
    }
  }

  /** What one attempt is in the middle of. */
  private static final class OpenAttempt {
    final int number;
    boolean committing;
    boolean preLocking;
    boolean preLocked;
    boolean queueing;
    long strongSince;
    long statementStartedAt = System.nanoTime();
    Duration statementTimeout = Duration.ZERO;
    @Nullable SQLException failure;

    OpenAttempt(int number) {
      this.number = number;
    }
  }

  private <T> T attempt(Unit current, Callable<T> body) throws Exception {
    guard.interruption.check();
    boolean autoCommit = connection.getAutoCommit();
    OpenAttempt open = new OpenAttempt(current.attempts + 1);
    attempt = open;
    timeouts.forget();
    int pid = 0;
    try {
      pid = facts().pid();
      connection.setAutoCommit(false);
      open.statementTimeout = current.settings.statementTimeout();
      if (!hostOpens) {
        timeouts.setLocal(current.queueTime.value(), open.statementTimeout);
      }
      if (current.name != null) {
        announceAttempt(current);
      }
      guard.watch.arm(pid, current.settings.stallBudget());
      T result = body.call();
      guard.interruption.check();
      open.committing = true;
      connection.commit();
      timeouts.committed();
      StallReport report = guard.watch.disarm(pid);
      finish(current, open, AttemptOutcome.DONE, null, report);
      return result;
    } catch (Throwable thrown) {
      StallReport report = guard.watch.disarm(pid);
      rollback(thrown);
      throw explain(current, open, thrown, report);
    } finally {
      attempt = null;
      timeouts.forget();
      restoreAutoCommit(autoCommit);
    }
  }

  private void rollback(Throwable thrown) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      thrown.addSuppressed(e);
    }
  }

  private void restoreAutoCommit(boolean autoCommit) {
    try {
      connection.setAutoCommit(autoCommit);
    } catch (SQLException ignored) {
      // The connection is gone, which the exception under way says already.
    }
  }

  /** What the failure of an attempt means: another one, or the exception that ends the unit. */
  private Exception explain(Unit current, OpenAttempt open, Throwable thrown, StallReport report)
      throws SQLException {
    if (thrown instanceof Error error) {
      throw error;
    }
    GuardException ended = causeOf(thrown, GuardException.class);
    if (ended != null) {
      finish(current, open, AttemptOutcome.INTERRUPTED, null, report);
      return ended;
    }
    AttemptEnded.NotClear notClear = causeOf(thrown, AttemptEnded.NotClear.class);
    if (notClear != null) {
      current.wanted = notClear.locks;
      return new Retry(notClear.locks);
    }
    SQLException sql = open.failure != null ? open.failure : SqlStates.find(thrown);
    String sqlState = sql == null ? null : sql.getSQLState();
    FailureKind kind = FailureKind.of(sqlState);
    if (causeOf(thrown, AttemptEnded.OverBudget.class) != null) {
      return overBudget(current, open, sqlState, report, thrown);
    }
    switch (kind) {
      case LOCK_NOT_AVAILABLE -> {
        if (!open.preLocking) {
          current.queueTime = current.queueTime.grown();
        }
        return contended(current, open, sqlState, report, thrown);
      }
      case DEADLOCK, SERIALIZATION_FAILURE -> {
        return contended(current, open, sqlState, report, thrown);
      }
      case QUERY_CANCELED -> {
        if (guard.isInterrupted()) {
          finish(current, open, AttemptOutcome.INTERRUPTED, sqlState, report);
          return new RunInterruptedException(thrown);
        }
        if (report.cancelled()) {
          return overBudget(current, open, sqlState, report, thrown);
        }
        // Ours cannot fire early, and an operator would have to hit the very moment it fires.
        boolean byStatementTimeout =
            !open.statementTimeout.isZero()
                && System.nanoTime() - open.statementStartedAt >= open.statementTimeout.toNanos();
        finish(
            current,
            open,
            byStatementTimeout ? AttemptOutcome.FAILED : AttemptOutcome.INTERRUPTED,
            sqlState,
            report);
        return unwrapped(thrown);
      }
      case CONNECTION_LOST -> {
        finish(current, open, AttemptOutcome.LOST, sqlState, report);
        return new ConnectionLostException(
            current.name, open.committing, knownPid(), unwrapped(thrown));
      }
      case READ_ONLY, OTHER -> {
        finish(current, open, AttemptOutcome.FAILED, sqlState, report);
        return unwrapped(thrown);
      }
    }
    throw new IllegalStateException("no rule for " + kind);
  }

  private Exception overBudget(
      Unit current,
      OpenAttempt open,
      @Nullable String sqlState,
      StallReport report,
      Throwable thrown)
      throws SQLException {
    if (!report.cancelledWhileQueueing()) {
      current.cancelledWhileHolding++;
    }
    return contended(current, open, sqlState, report, thrown);
  }

  private Exception contended(
      Unit current,
      OpenAttempt open,
      @Nullable String sqlState,
      StallReport report,
      Throwable thrown)
      throws SQLException {
    List<Blocker> blockers = report.blockers();
    if (blockers.isEmpty() && !current.wanted.isEmpty()) {
      blockers = clearance.holders(current.wanted);
    }
    current.blockers = blockers;
    finish(current, open, AttemptOutcome.CONTENDED, sqlState, report);
    if (current.cancelledWhileHolding >= MAX_CANCELS_WHILE_HOLDING) {
      return GiveUp.because(Reason.HOLDS_TOO_LONG, current, unwrapped(thrown));
    }
    if (current.remaining().isNegative()) {
      return GiveUp.because(Reason.DEADLINE, current, unwrapped(thrown));
    }
    return new Retry(null);
  }

  /** The attempt that waited ends with the unit: who was in its way belongs to it, too. */
  private void endWaiting(Unit current, AttemptOutcome outcome) {
    announceAttempt(current);
    finish(current, new OpenAttempt(current.attempts + 1), outcome, null, StallReport.NONE);
  }

  private void finish(
      Unit current,
      OpenAttempt open,
      AttemptOutcome outcome,
      @Nullable String sqlState,
      StallReport report) {
    current.attempts++;
    if (current.name == null || current.announced == 0) {
      return;
    }
    long now = System.nanoTime();
    Duration queued = report.queued();
    if (outcome == AttemptOutcome.CONTENDED && open.queueing) {
      Duration statement = Duration.ofNanos(now - open.statementStartedAt);
      queued = queued.compareTo(statement) > 0 ? queued : statement;
    }
    Duration held = Duration.ZERO;
    if (open.strongSince != 0) {
      held = Duration.ofNanos(now - open.strongSince).minus(queued);
      held = held.isNegative() ? Duration.ZERO : held;
    }
    Map<String, Blocker> blockers = new LinkedHashMap<>();
    current.awaited.forEach(b -> blockers.put(b.virtualTransaction() + b.relation(), b));
    current.awaited = List.of();
    report.blockers().forEach(b -> blockers.put(b.virtualTransaction() + b.relation(), b));
    if (outcome == AttemptOutcome.CONTENDED) {
      current.blockers.forEach(b -> blockers.putIfAbsent(b.virtualTransaction() + b.relation(), b));
    }
    guard.listener.on(
        new RunEvent.AttemptFinished(
            current.name,
            new Attempt(
                open.number,
                outcome,
                sqlState,
                queued,
                held,
                report.victims(),
                report.longestWait(),
                List.copyOf(blockers.values()))));
  }

  /** Our own exceptions are for the loop; what the host has wrapped is for the host. */
  private static Exception unwrapped(Throwable thrown) {
    if (thrown instanceof AttemptEnded && thrown.getCause() instanceof Exception cause) {
      return cause;
    }
    return thrown instanceof Exception exception ? exception : new IllegalStateException(thrown);
  }

  private static <T extends Throwable> @Nullable T causeOf(Throwable thrown, Class<T> type) {
    Throwable next = thrown;
    for (int depth = 0; next != null && depth < 32; depth++) {
      if (type.isInstance(next)) {
        return type.cast(next);
      }
      next = next.getCause();
    }
    return null;
  }

  private void announceAttempt(Unit current) {
    if (current.name != null && current.announced <= current.attempts) {
      current.announced = current.attempts + 1;
      watched = current.name;
      guard.listener.on(new RunEvent.AttemptStarted(current.name, current.announced));
    }
  }

  /** {@link Guard#label}, put together once for each unit. */
  private String label(@Nullable String name) {
    String known = label;
    if (known == null || !Objects.equals(name, labelled)) {
      known = guard.label(name);
      label = known;
      labelled = name;
    }
    return known;
  }

  /** Opens {@code script} on this session: forecasts all of it before its first statement runs. */
  public ScriptRun script(Script script) {
    if (code != null) {
      code.isScript();
      code = null;
    }
    return new ScriptRun(script);
  }

  /** Sends one statement: returns the server's refusal, or null when it went through. */
  @FunctionalInterface
  public interface StatementBody {
    @Nullable SQLException run();
  }

  /** The statements of one script, in order. */
  public final class ScriptRun {

    private final Script script;
    private @Nullable List<SqlCommand> commands;
    private @Nullable List<LockForecast> forecasts;
    private long forecastAt;
    private long startedAt = System.nanoTime();
    private Duration clearanceWait = Duration.ZERO;
    private @Nullable LedgerRun ledgerRun;
    private boolean unrecordable;
    private int firstUndone;

    private ScriptRun(Script script) {
      this.script = script;
    }

    /**
     * Runs the statement of {@code index} under the guard.
     *
     * @return the server's refusal, when trying again is no use; null when the statement is done
     * @throws RuntimeException one that the host must let pass: it takes the attempt back to {@link
     *     GuardedSession#transaction}, or ends the unit
     */
    public @Nullable SQLException run(int index, StatementBody body) {
      if (unit == null) {
        return alone(index, body);
      }
      try {
        return inTransaction(index, body);
      } catch (SQLException e) {
        throw new AttemptEnded.Failed(e);
      }
    }

    private @Nullable SQLException inTransaction(int index, StatementBody body)
        throws SQLException {
      Unit current = unit;
      OpenAttempt open = attempt;
      if (current == null || open == null) {
        return body.run();
      }
      GuardSettings settings = script.settings().get(index);
      current.adopt(script.name(), settings);
      timeouts.label(label(current.name));
      announceAttempt(current);
      guard.interruption.check();
      if (guard.watch.isCancelled(knownPid())) {
        throw new AttemptEnded.OverBudget();
      }
      LockForecast forecast =
          forecasts == null && Forecaster.mustComeFirst(commands().get(index))
              ? LockForecast.fresh()
              : forecasts().get(index);
      open.statementStartedAt = System.nanoTime();
      open.statementTimeout =
          switch (forecast.statementClass()) {
            case STRONG, DATA, UNKNOWN -> settings.statementTimeout();
            case CONCURRENT -> settings.concurrentTimeout();
            // To make an empty table takes no time: the commonest statement of all spares a trip.
            case FRESH ->
                commands().get(index) instanceof SqlCommand.CreateTable
                    ? settings.statementTimeout()
                    : Duration.ZERO;
          };
      switch (forecast.statementClass()) {
        case STRONG -> prepareStrong(current, open, index, settings);
        case DATA -> timeouts.setLocal(settings.lockTimeout(), open.statementTimeout);
        case UNKNOWN, FRESH -> timeouts.setLocal(current.queueTime.value(), open.statementTimeout);
        case CONCURRENT -> timeouts.setLocal(patience(), open.statementTimeout);
      }
      open.statementStartedAt = System.nanoTime();
      open.queueing = true;
      SQLException refused = body.run();
      told(current, open.number, index, open.statementStartedAt, refused);
      if (refused == null) {
        open.queueing = false;
        // The names that the forecast knows are not those by which more could be locked ahead.
        open.preLocked |= changesNames(commands().get(index));
        return null;
      }
      open.failure = SqlStates.find(refused);
      FailureKind kind = FailureKind.of(refused.getSQLState());
      open.queueing = kind == FailureKind.LOCK_NOT_AVAILABLE || kind == FailureKind.DEADLOCK;
      return switch (kind) {
        case LOCK_NOT_AVAILABLE, DEADLOCK, SERIALIZATION_FAILURE, CONNECTION_LOST ->
            throw new AttemptEnded.Failed(refused);
        case QUERY_CANCELED -> {
          if (guard.isInterrupted() || guard.watch.isCancelled(knownPid())) {
            throw new AttemptEnded.Failed(refused);
          }
          yield refused;
        }
        case READ_ONLY, OTHER -> refused;
      };
    }

    /**
     * What the server told the statement under way beside its answer.
     *
     * @param sqlState of the notice
     * @param text as the server has worded it; see {@link RunEvent.ServerNotice}
     */
    public void noticed(String sqlState, String text) {
      boolean warning = sqlState.startsWith("01");
      guard.listener.on(
          new RunEvent.ServerNotice(
              watched,
              warning ? "WARNING" : "NOTICE",
              sqlState,
              ServerText.notice(sqlState, text)));
    }

    private void told(
        Unit current, int number, int index, long sentAt, @Nullable SQLException refused) {
      Duration took = Duration.ofNanos(System.nanoTime() - sentAt);
      if (current.name != null) {
        ScriptStatement statement = script.statements().get(index);
        guard.listener.on(
            new RunEvent.StatementFinished(
                current.name,
                number,
                index + 1,
                statement.line(),
                Redaction.redactStart(statement.sql(), SHOWN_OF_STATEMENT),
                took,
                SqlStates.sqlState(refused)));
      }
    }

    /**
     * Before the first strong statement of an attempt: is the road clear for all that the script is
     * going to lock, and out with any autovacuum, while nobody can wait behind us. Then, as before
     * each later one: how long may this statement queue?
     */
    private void prepareStrong(Unit current, OpenAttempt open, int index, GuardSettings settings)
        throws SQLException {
      List<LockForecast> all = forecasts();
      List<RelationLock> own = all.get(index).strongLocks();
      List<RelationLock> ahead =
          open.preLocked
              ? own
              : all.subList(index, all.size()).stream()
                  .flatMap(f -> f.strongLocks().stream())
                  .toList();
      current.wanted = ahead;
      boolean free = isFree(ahead);
      if ((!free && !clearance.isClear(current, ahead))
          || replicaLag.isTooFar(settings.maxReplicaLag())) {
        throw new AttemptEnded.NotClear(ahead);
      }
      Duration lockTimeout = queueFor(current, open, settings, own.size());
      if (free || open.preLocked) {
        timeouts.setLocal(lockTimeout, settings.statementTimeout());
      } else {
        open.queueing = true;
        open.preLocking = true;
        PreLock.take(
            connection, ahead, patience(), lockTimeout, settings.statementTimeout(), timeouts);
        open.preLocking = false;
        open.preLocked = true;
      }
      if (open.strongSince == 0) {
        open.strongSince = System.nanoTime();
      }
    }

    /**
     * Whether nobody had any lock on these a moment ago, when the catalog was read: then there is
     * nobody to wait for and no autovacuum to send away, and whoever has come since is met by the
     * short queue. Most migrations on a quiet database are spared two round trips by it.
     */
    private boolean isFree(List<RelationLock> locks) {
      return System.nanoTime() - forecastAt < FORECAST_IS_NOW.toNanos()
          && locks.stream().allMatch(lock -> lock.relation().free());
    }

    /**
     * What is left of the stall budget, shared among the locks of one statement, because
     * lock_timeout bounds each of them and not their sum; never more than the attempt is willing.
     */
    private Duration queueFor(Unit current, OpenAttempt open, GuardSettings settings, int locks) {
      Duration willing = current.queueTime.value();
      Duration held =
          open.strongSince == 0
              ? Duration.ZERO
              : Duration.ofNanos(System.nanoTime() - open.strongSince);
      Duration share = settings.stallBudget().minus(held).dividedBy(Math.max(1, locks));
      Duration shortest = Duration.ofMillis(10);
      Duration queue = willing.compareTo(share) < 0 ? willing : share;
      return queue.compareTo(shortest) < 0 ? shortest : queue;
    }

    /** A statement outside a transaction: a unit of its own. */
    private @Nullable SQLException alone(int index, StatementBody body) {
      if (index == 0) {
        startedAt = System.nanoTime();
      }
      SQLException refused;
      try {
        refused = aloneGuarded(index, body);
      } catch (SQLException e) {
        if (FailureKind.of(SqlStates.sqlState(e)) == FailureKind.CONNECTION_LOST) {
          throw new ConnectionLostException(scriptName(), true, knownPid(), e);
        }
        refused = e;
      }
      if (changesNames(commands().get(index)) || isCode(commands().get(index))) {
        // What was looked up for the statements behind it, was by the names of before.
        forecasts = null;
        firstUndone = index + 1;
      }
      if (refused != null || index == script.statements().size() - 1) {
        guard.listener.on(
            new RunEvent.UnitFinished(
                scriptName(),
                refused == null,
                Duration.ofNanos(System.nanoTime() - startedAt),
                clearanceWait));
      }
      return refused;
    }

    /** Code that may rename what it likes. */
    private static boolean isCode(SqlCommand command) {
      return command instanceof SqlCommand.DoBlock
          || command instanceof SqlCommand.Call
          || command instanceof SqlCommand.OpaqueCode;
    }

    private static boolean changesNames(SqlCommand command) {
      return command instanceof SqlCommand.RenameSchema
          || (command instanceof SqlCommand.AlterRelation alter
              && alter.actions().stream()
                  .anyMatch(
                      a -> a instanceof TableAction.Rename || a instanceof TableAction.SetSchema));
    }

    private String scriptName() {
      return unitName == null ? script.name() : unitName;
    }

    private @Nullable SQLException aloneGuarded(int index, StatementBody body) throws SQLException {
      guard.interruption.check();
      guard.requireOwnSession(connection);
      LedgerRun progress = progress();
      StatementKind kind = kind(index);
      if (progress == null || kind == StatementKind.SESSION) {
        if (kind == StatementKind.TRANSACTIONAL
            && forecasts().get(index).statementClass() == StatementClass.STRONG) {
          return asTransaction(index, body);
        }
        SQLException refused = once(unitFor(index), index, body);
        if (refused != null && guard.isInterrupted()) {
          throw new RunInterruptedException(refused);
        }
        return refused;
      }
      StatementState state = progress.state(index);
      if (state == StatementState.DONE) {
        return null;
      }
      if (kind == StatementKind.TRANSACTIONAL && state == StatementState.PENDING) {
        SQLException refused = asTransaction(index, body);
        if (refused == null) {
          progress.written(index, StatementState.DONE, List.of());
          return null;
        }
        if (!isRefusedInTransaction(refused)) {
          return refused;
        }
      }
      Unit single = unitFor(index);
      String sql = script.statements().get(index).sql();
      return new OutsideStatement(
              guard,
              connection,
              progress,
              single,
              timeouts,
              facts(),
              index,
              Proof.of(commands().get(index), sql))
          .run(sent -> once(single, index, sent), body);
    }

    private StatementKind kind(int index) {
      ScriptStatement statement = script.statements().get(index);
      StatementKind kind = StatementKind.of(commands().get(index), statement.sql());
      return kind == StatementKind.TRANSACTIONAL && !statement.transactional()
          ? StatementKind.OUTSIDE
          : kind;
    }

    /**
     * 25001: it must not run inside a transaction; 2D000: it is code that commits by itself. The
     * transaction in which that was found out has left nothing.
     */
    private static boolean isRefusedInTransaction(SQLException refused) {
      return "25001".equals(refused.getSQLState()) || "2D000".equals(refused.getSQLState());
    }

    /** What the ledger says of this script; null where the host keeps none. */
    private @Nullable LedgerRun progress() throws SQLException {
      StatementLedger table = ledger;
      LedgerRun known = ledgerRun;
      if (known == null && table != null && script.recorded()) {
        boolean changesRole =
            commands().stream()
                .anyMatch(c -> c instanceof SqlCommand.SetParameter p && isRole(p.parameter()));
        try {
          known =
              LedgerRun.open(
                  table, connection, script, guard.run, changesRole ? facts().role() : null);
        } catch (SQLException e) {
          unrecordable = true;
          throw table.notWritable(e);
        }
        unrecordable = false;
        ledgerRun = known;
        while (firstUndone < known.size() && known.state(firstUndone) == StatementState.DONE) {
          firstUndone++;
        }
        if (known.isResumed()) {
          guard.listener.on(new RunEvent.ScriptResumed(scriptName(), known.done(), known.size()));
        }
      }
      return known;
    }

    /**
     * Lets the ledger know of a script outside a transaction of which nothing is going to be
     * executed. Does nothing for one inside.
     */
    public void plan() {
      if (unit == null) {
        try {
          progress();
        } catch (SQLException e) {
          // What kept the script from being executed is what a person should hear of.
          guard.listener.on(
              new RunEvent.Notice(
                  scriptName(), "The ledger could not be written: SQLSTATE " + e.getSQLState()));
        }
      }
    }

    /** Whether the ledger has this script. */
    public boolean isRecorded() {
      return ledgerRun != null;
    }

    /** Whether nothing of it was executed because the ledger could not be written. */
    public boolean isUnrecordable() {
      return unrecordable;
    }

    private static boolean isRole(String parameter) {
      return parameter.equals("role") || parameter.equals("session_authorization");
    }

    private @Nullable SQLException asTransaction(int index, StatementBody body)
        throws SQLException {
      try {
        return unit(
            waited -> clearanceWait = clearanceWait.plus(waited),
            () -> {
              SQLException refused = inTransaction(index, body);
              if (refused != null) {
                throw refused;
              }
              LedgerRun progress = ledgerRun;
              if (progress != null) {
                progress.write(index, StatementState.DONE, List.of());
              }
              return null;
            });
      } catch (SQLException refused) {
        return refused;
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private Unit unitFor(int index) {
      Unit single = new Unit(unitName, script.settings().get(index));
      single.adopt(script.name(), script.settings().get(index));
      timeouts.label(label(single.name));
      return single;
    }

    /** Sends one statement on its own, under the timeouts of its class. */
    private @Nullable SQLException once(Unit single, int index, StatementBody body)
        throws SQLException {
      LockForecast forecast = forecasts().get(index);
      GuardSettings settings = single.settings;
      return switch (forecast.statementClass()) {
        case STRONG -> {
          List<RelationLock> locks = forecast.strongLocks();
          single.wanted = locks;
          if (!clearance.isClear(single, locks)) {
            try {
              clearance.await(single, locks);
            } catch (ContentionException e) {
              endWaiting(single, AttemptOutcome.CONTENDED);
              throw e;
            } catch (RunInterruptedException e) {
              endWaiting(single, AttemptOutcome.INTERRUPTED);
              throw e;
            }
          }
          clearanceWait = clearanceWait.plus(single.clearanceWait);
          single.clearanceWait = Duration.ZERO;
          yield withTimeouts(
              single.queueTime.value(), settings.statementTimeout(), single, index, body);
        }
        case DATA, UNKNOWN ->
            withTimeouts(settings.lockTimeout(), settings.statementTimeout(), single, index, body);
        case CONCURRENT ->
            withTimeouts(Duration.ZERO, settings.concurrentTimeout(), single, index, body);
        case FRESH -> withTimeouts(settings.lockTimeout(), Duration.ZERO, single, index, body);
      };
    }

    private @Nullable SQLException withTimeouts(
        Duration lock, Duration statement, Unit single, int index, StatementBody body)
        throws SQLException {
      SessionFacts session = facts();
      OpenAttempt open = new OpenAttempt(single.attempts + 1);
      announceAttempt(single);
      timeouts.setForSession(lock, statement);
      guard.watch.arm(session.pid(), single.settings.stallBudget());
      SQLException refused = body.run();
      StallReport report = guard.watch.disarm(session.pid());
      told(single, open.number, index, open.statementStartedAt, refused);
      single.cancelledByUs = report.cancelled();
      FailureKind kind = FailureKind.of(SqlStates.sqlState(refused));
      if (kind == FailureKind.LOCK_NOT_AVAILABLE) {
        single.queueTime = single.queueTime.grown();
      }
      finish(single, open, outcomeAlone(refused, kind), SqlStates.sqlState(refused), report);
      if (kind == FailureKind.CONNECTION_LOST && refused != null) {
        throw new ConnectionLostException(single.name, true, session.pid(), refused);
      }
      timeouts.restore(session);
      return refused;
    }

    private AttemptOutcome outcomeAlone(@Nullable SQLException refused, FailureKind kind) {
      if (refused == null) {
        return AttemptOutcome.DONE;
      }
      return switch (kind) {
        case CONNECTION_LOST -> AttemptOutcome.LOST;
        case LOCK_NOT_AVAILABLE, DEADLOCK, SERIALIZATION_FAILURE -> AttemptOutcome.CONTENDED;
        case QUERY_CANCELED ->
            guard.isInterrupted() ? AttemptOutcome.INTERRUPTED : AttemptOutcome.FAILED;
        case READ_ONLY, OTHER -> AttemptOutcome.FAILED;
      };
    }

    private List<LockForecast> forecasts() throws SQLException {
      List<LockForecast> known = forecasts;
      if (known == null) {
        // What an earlier run has done is not this run's: it is there, and in use.
        int first = firstUndone;
        known = new ArrayList<>(Collections.nCopies(first, LockForecast.fresh()));
        known.addAll(
            guard.forecaster.strongForecast(
                script.text(first), commands().subList(first, commands().size()), connection));
        forecasts = known;
        forecastAt = System.nanoTime();
      }
      return known;
    }

    private List<SqlCommand> commands() {
      List<SqlCommand> known = commands;
      if (known == null) {
        known = script.statements().stream().map(s -> guard.forecaster.parse(s.sql())).toList();
        commands = known;
      }
      return known;
    }
  }

  /** So long an autovacuum takes to yield, and a little more; nobody waits behind us meanwhile. */
  private Duration patience() throws SQLException {
    return facts().deadlockTimeout().plusSeconds(1);
  }

  private SessionFacts facts() throws SQLException {
    SessionFacts known = facts;
    if (known == null) {
      known = SessionFacts.of(connection);
      facts = known;
      timeouts.know(known);
      timeouts.label(guard.label(null));
    }
    return known;
  }

  /**
   * Puts back what is set for the session, before its connection goes back to where it came from.
   *
   * @throws SQLException if the connection is not to be used any more
   */
  public void leave() throws SQLException {
    timeouts.restoreRest();
  }

  /** The backend's pid; 0 until it was asked for. */
  int knownPid() {
    SessionFacts known = facts;
    return known == null ? 0 : known.pid();
  }

  @Override
  public void close() {
    codeEnds(true);
    guard.forget(this);
  }
}
