/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.AlertSettings;
import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.config.RecordSettings;
import dev.clearway.core.config.ResolvedSettings;
import dev.clearway.core.failure.FailureKind;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.failure.SqlStates;
import dev.clearway.core.guard.ConnectionLostException;
import dev.clearway.core.guard.ContentionException;
import dev.clearway.core.guard.Guard;
import dev.clearway.core.guard.InDoubtException;
import dev.clearway.core.guard.LeftBehindException;
import dev.clearway.core.guard.RunInterruptedException;
import dev.clearway.core.guard.ScriptChangedException;
import dev.clearway.core.guard.TransactionPoolerException;
import dev.clearway.core.ledger.LedgerTable;
import dev.clearway.core.ledger.PartialScript;
import dev.clearway.core.observe.Observers;
import dev.clearway.core.observe.RunObserverFactory;
import dev.clearway.core.record.DatabaseFacts;
import dev.clearway.core.record.MigrationName;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.MigrationRecord;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.record.RunId;
import dev.clearway.core.record.RunListener;
import dev.clearway.core.record.RunRecorder;
import dev.clearway.core.record.RunResult;
import dev.clearway.core.retry.Backoff;
import dev.clearway.core.sql.DirectiveException;
import dev.clearway.core.sql.RawTexts;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Flyway's {@code migrate} under the guard, for hosts that run Flyway themselves: the command line
 * and the build plugins. One object is one run. It goes on after a lost connection: the schema
 * history tells whether the work that was under way is committed, and Flyway continues from there.
 *
 * <p>{@link #interrupt} may be called from any thread; everything else belongs to one thread.
 */
public final class GuardedFlyway {

  private static final Duration WHEN_INTERRUPTED = Duration.ofMillis(400);

  /**
   * So often may the connection be lost in one migration: what ends the session each time, and the
   * server with it at the worst, is likely to be the migration itself.
   */
  private static final int MAX_LOSSES_IN_ONE_UNIT = 3;

  private final Configuration flyway;
  private final ResolvedSettings resolved;
  private final GuardSettings settings;
  private final String name = RunId.of(Instant.now());
  private final RunListener host;
  private final RunListener listener;
  private final Observers observers;
  private final List<RunObserverFactory> factories;
  private final RunRecorder recorder = new RunRecorder();
  private final RunRecording recording;
  private final DatabaseProbe probe;
  private final Map<String, MigrationName> planned = new LinkedHashMap<>();
  private @Nullable DatabaseFacts database;
  private volatile boolean interrupted;
  private volatile @Nullable Guard guard;
  private volatile @Nullable LedgerTable ledger;
  private volatile @Nullable Thread runner;

  /**
   * @param flyway Flyway's own configuration, with its data source
   * @param settings the guard's settings, as somebody other than a resolver has made them
   * @param listener hears what happens
   */
  public GuardedFlyway(Configuration flyway, GuardSettings settings, RunListener listener) {
    this(
        flyway,
        new ResolvedSettings(settings, RecordSettings.NONE, List.of()),
        Path.of(""),
        listener);
  }

  /**
   * @param flyway Flyway's own configuration, with its data source
   * @param settings the run's settings, with where each came from
   * @param directory what its record's folder is relative to
   * @param listener hears what happens
   */
  public GuardedFlyway(
      Configuration flyway, ResolvedSettings settings, Path directory, RunListener listener) {
    this(flyway, settings, directory, listener, List.of());
  }

  /**
   * @param flyway Flyway's own configuration, with its data source
   * @param settings the run's settings, with where each came from
   * @param directory what its record's folder is relative to
   * @param listener hears what happens
   * @param observers more of those that are found as services: each run is told to all of them
   */
  public GuardedFlyway(
      Configuration flyway,
      ResolvedSettings settings,
      Path directory,
      RunListener listener,
      List<RunObserverFactory> observers) {
    this.host = listener;
    this.flyway = flyway;
    this.resolved = settings;
    this.settings = settings.guard();
    this.probe = new DatabaseProbe(() -> flyway.getDataSource().getConnection());
    this.observers =
        new Observers(Clock.systemUTC(), text -> listener.on(new RunEvent.Notice("", text)));
    this.factories = List.copyOf(observers);
    this.recording =
        new RunRecording(settings.record(), this.settings.stallBudget(), name, directory, listener);
    this.listener =
        event -> {
          recorder.on(event);
          recording.on(event);
          listener.on(event);
          this.observers.on(event);
        };
  }

  /**
   * Applies the pending migrations. Does not throw for what can happen to a migration: the result
   * says how it ended and what state the database is in.
   */
  public RunResult migrate() {
    runner = Thread.currentThread();
    RunResult result;
    try {
      factories.forEach(factory -> observers.add(name, factory));
      observers.addServices(name, flyway.getClassLoader());
      listener.on(RunFacts.configured(resolved));
      result = toItsEnd();
    } finally {
      runner = null;
    }
    // those who take their time with it have that in which we write ours
    RunEvent finished = new RunEvent.RunFinished(result);
    observers.on(finished);
    observers.end();
    recording.finish(result, () -> flyway.getDataSource().getConnection(), ledger);
    host.on(finished);
    observers.close(patience(result.outcome()));
    return result;
  }

  /** Who has asked us to stop waits a second at most, for all that we do. */
  private Duration patience(RunOutcome outcome) {
    Duration patience = resolved.get(AlertSettings.ALERT_TIMEOUT);
    return outcome == RunOutcome.INTERRUPTED && patience.compareTo(WHEN_INTERRUPTED) > 0
        ? WHEN_INTERRUPTED
        : patience;
  }

  /**
   * The incident report that a run writes by itself when it gave up or passed its budget; null
   * where there is none.
   */
  public @Nullable Path report() {
    return recording.report();
  }

  /** The folder with this run's flight record, once it is over; null where there is none. */
  public @Nullable Path folder() {
    return recording.folder();
  }

  /** Names this run: see {@link RunEvent.RunStarted}. */
  public String run() {
    return name;
  }

  /**
   * Ends the run as soon as possible: the running statement is cancelled and rolled back, waits
   * end, the advisory lock is released, and {@link #migrate} returns.
   */
  public void interrupt() {
    interrupted = true;
    Guard current = guard;
    if (current != null) {
      current.interrupt();
    }
    Thread thread = runner;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private RunResult toItsEnd() {
    long deadline = System.nanoTime() + settings.retryFor().toNanos();
    Duration pause = Duration.ZERO;
    Map<String, Integer> losses = new HashMap<>();
    while (true) {
      try {
        if (interrupted) {
          throw new RunInterruptedException(null);
        }
        migrateOnce();
        return finished();
      } catch (RuntimeException | SQLException e) {
        ConnectionLostException lost = RunFailures.find(e, ConnectionLostException.class);
        boolean reconnecting =
            database != null
                && !interrupted
                && (lost != null || isConnectionLoss(e))
                && (lost == null
                    || lost.unit() == null
                    || losses.merge(lost.unit(), 1, Integer::sum) < MAX_LOSSES_IN_ONE_UNIT)
                && System.nanoTime() < deadline;
        if (!reconnecting) {
          return stopped(e);
        }
        pause = new Backoff(settings.maxBackoff()).next(pause, new SplittableRandom());
        listener.on(
            new RunEvent.Notice(
                lost == null || lost.unit() == null ? "" : lost.unit(),
                (lost == null ? "The connection was lost." : lost.getMessage())
                    + " Connecting again in "
                    + pause.toMillis()
                    + " ms."));
        if (!sleep(pause)) {
          return stopped(new RunInterruptedException(null));
        }
        if (lost != null) {
          probe.endLostSession(lost.pid());
        }
      }
    }
  }

  private static boolean isConnectionLoss(Throwable thrown) {
    return FailureKind.of(SqlStates.sqlState(thrown)) == FailureKind.CONNECTION_LOST;
  }

  private boolean sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
      return !interrupted;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void migrateOnce() throws SQLException {
    DatabaseFacts facts = probe.facts();
    database = facts;
    ScriptResources scripts = new ScriptResources();
    MigrationInfoService info = onlyLooking(scripts).info();
    List<MigrationName> pending = Arrays.stream(info.pending()).map(GuardedFlyway::name).toList();
    if (!pending.isEmpty() && probe.isReadOnly()) {
      throw new DatabaseProbe.ReadOnlyException(facts.address());
    }
    pending.forEach(name -> planned.putIfAbsent(name.script(), name));
    checkDirectives(scripts, pending);
    listener.on(new RunEvent.RunStarted(name, facts, pending, known(info)));
    if (!pending.isEmpty()) {
      listener.on(new RunEvent.ServerAsked(probe.server()));
    }
    if (interrupted) {
      throw new RunInterruptedException(null);
    }
    load(scripts).migrate();
  }

  /** What Flyway knows of, without rows that stand for no script of their own. */
  private static int known(MigrationInfoService info) {
    return (int)
        Arrays.stream(info.all())
            .filter(migration -> !migration.getState().equals(MigrationState.BASELINE))
            .count();
  }

  private Flyway load(ScriptResources scripts) {
    FluentConfiguration configuration =
        new FluentConfiguration(flyway.getClassLoader()).configuration(flyway);
    List<Callback> callbacks = new ArrayList<>(List.of(flyway.getCallbacks()));
    callbacks.add(new UnitNames());
    configuration.callbacks(callbacks.toArray(Callback[]::new));
    // Another migration may wait as long for its locks as we would: Flyway asks once a second.
    configuration.lockRetryCount(
        (int) Math.max(flyway.getLockRetryCount(), settings.retryFor().toSeconds()));
    ClearwayConfigurationExtension.attach(
        configuration,
        new RunSetup(
            resolved,
            listener,
            recording.rawTexts(),
            scripts,
            opened -> {
              guard = opened;
              if (interrupted) {
                opened.interrupt();
              }
            },
            table -> ledger = table));
    return configuration.load();
  }

  /** What Flyway's migrate does not ask for is nothing that the user's callbacks should hear of. */
  private Flyway onlyLooking(ScriptResources scripts) {
    FluentConfiguration configuration =
        new FluentConfiguration(flyway.getClassLoader()).configuration(flyway);
    configuration.callbacks(new Callback[0]);
    configuration.skipDefaultCallbacks(true);
    ClearwayConfigurationExtension.attach(
        configuration,
        new RunSetup(resolved, listener, RawTexts.NONE, scripts, opened -> {}, table -> {}));
    return configuration.load();
  }

  private static MigrationName name(MigrationInfo migration) {
    return new MigrationName(
        migration.getVersion() == null ? null : migration.getVersion().getVersion(),
        migration.getDescription(),
        migration.getScript());
  }

  /** All directives of what is going to run are read before any of it runs. */
  private void checkDirectives(ScriptResources scripts, List<MigrationName> pending) {
    for (MigrationName migration : pending) {
      LoadableResource resource = scripts.find(migration.script());
      if (resource != null) {
        ScriptDirectives.check(resource, settings);
      }
    }
  }

  private RunResult finished() {
    boolean heard = tellsAll() && planned.keySet().stream().allMatch(recorder::isDone);
    List<MigrationRecord> records = heard ? heardOf() : records(null, null);
    return new RunResult(RunOutcome.DONE, database, records, recorder.felt(), null);
  }

  /** Whether each migration is a unit of its own, whose end is told. */
  private boolean tellsAll() {
    return !flyway.isGroup() && !flyway.isSkipExecutingMigrations();
  }

  /**
   * Whether what has been heard says for certain what became of a run that was asked to stop, so
   * that nobody has to wait until the history is asked: it was stopped between two transactions, or
   * in one that is rolled back.
   */
  private boolean isKnown(RunOutcome outcome, @Nullable String unit, Exception thrown) {
    return outcome == RunOutcome.INTERRUPTED
        && tellsAll()
        && RunFailures.find(thrown, RunInterruptedException.class) != null
        && RunFailures.find(thrown, ConnectionLostException.class) == null
        && !isConnectionLoss(thrown)
        && (unit == null || recorder.isDone(unit) || recorder.isUndone(unit));
  }

  private List<MigrationRecord> heardOf() {
    return planned.values().stream()
        .map(
            name ->
                recorder.migration(
                    name,
                    recorder.isDone(name.script())
                        ? MigrationOutcome.APPLIED
                        : MigrationOutcome.PENDING))
        .toList();
  }

  private RunResult stopped(Exception thrown) {
    // An interrupt that has done its work must not end what is still to be looked up.
    boolean wasInterrupted = Thread.interrupted() || interrupted;
    ContentionException contention = RunFailures.find(thrown, ContentionException.class);
    String script = RunFailures.script(thrown);
    if (RunFailures.find(thrown, LeftBehindException.class) != null
        || RunFailures.find(thrown, InDoubtException.class) != null
        || RunFailures.find(thrown, ScriptChangedException.class) != null) {
      return stopped(RunOutcome.CLEANUP, MigrationOutcome.PENDING, null, thrown);
    }
    if (wasInterrupted) {
      return stopped(RunOutcome.INTERRUPTED, MigrationOutcome.PENDING, recorder.last(), thrown);
    }
    if (contention != null) {
      return stopped(RunOutcome.CONTENTION, MigrationOutcome.CONTENDED, contention.unit(), thrown);
    }
    if (database == null) {
      return new RunResult(
          RunOutcome.UNREACHABLE, null, List.of(), recorder.felt(), StopWords.unreachable(thrown));
    }
    if (thrown instanceof DirectiveException invalid) {
      return notBegun(RunOutcome.UNREACHABLE, StopWords.directive(invalid));
    }
    TransactionPoolerException pooler = RunFailures.find(thrown, TransactionPoolerException.class);
    if (pooler != null) {
      return notBegun(RunOutcome.UNREACHABLE, StopWords.pooler(pooler));
    }
    if (isConnectionLoss(thrown) || thrown instanceof DatabaseProbe.ReadOnlyException) {
      return stopped(RunOutcome.UNREACHABLE, MigrationOutcome.PENDING, script, thrown);
    }
    if (thrown instanceof FlywayValidateException) {
      return stopped(RunOutcome.UNREACHABLE, MigrationOutcome.PENDING, null, thrown);
    }
    String otherMigration = script == null ? probe.otherMigration() : null;
    if (otherMigration != null) {
      return notBegun(RunOutcome.CONTENTION, StopWords.otherMigration(otherMigration));
    }
    if (script != null && leavesFailedRow(script)) {
      return stopped(RunOutcome.CLEANUP, MigrationOutcome.PARTLY_APPLIED, script, thrown);
    }
    return thrown instanceof FlywayException || thrown instanceof SQLException
        ? stopped(RunOutcome.FAILED, MigrationOutcome.FAILED, script, thrown)
        : stopped(RunOutcome.INTERNAL, MigrationOutcome.FAILED, script, thrown);
  }

  /** No migration was under way: what became of each, the history says. */
  private RunResult notBegun(RunOutcome outcome, RunFailure failure) {
    return new RunResult(outcome, database, records(null, null), recorder.felt(), failure);
  }

  private RunResult stopped(
      RunOutcome outcome, MigrationOutcome lastOutcome, @Nullable String script, Exception thrown) {
    String name = script == null ? unit(thrown) : script;
    if (isKnown(outcome, name, thrown)) {
      List<MigrationRecord> records = heardOf();
      return new RunResult(
          outcome,
          database,
          records,
          recorder.felt(),
          StopWords.of(outcome, thrown, name, records, null));
    }
    LedgerTable table = ledger;
    PartialScript partial = table == null || name == null ? null : probe.partial(table, name);
    MigrationOutcome own =
        partial != null && (partial.done() > 0 || !partial.inDoubt().isEmpty())
            ? MigrationOutcome.PARTLY_APPLIED
            : lastOutcome;
    List<MigrationRecord> records = records(name, own);
    RunFailure failure = StopWords.of(outcome, thrown, name, records, partial);
    return new RunResult(outcome, database, records, recorder.felt(), failure);
  }

  private static @Nullable String unit(Exception thrown) {
    LeftBehindException left = RunFailures.find(thrown, LeftBehindException.class);
    InDoubtException doubt = RunFailures.find(thrown, InDoubtException.class);
    ScriptChangedException changed = RunFailures.find(thrown, ScriptChangedException.class);
    return left != null
        ? left.unit()
        : doubt != null ? doubt.unit() : changed != null ? changed.unit() : null;
  }

  /** Whether the history has a row that says that {@code script} failed halfway. */
  private boolean leavesFailedRow(String script) {
    MigrationState state = states().get(script);
    return state != null && state.isFailed();
  }

  private List<MigrationRecord> records(
      @Nullable String script, @Nullable MigrationOutcome lastOutcome) {
    if (planned.isEmpty()) {
      return List.of();
    }
    Map<String, MigrationState> states = states();
    List<MigrationRecord> records = new ArrayList<>();
    for (MigrationName name : planned.values()) {
      MigrationState state = states.get(name.script());
      MigrationOutcome outcome;
      if (state != null && state.isFailed()) {
        outcome = MigrationOutcome.PARTLY_APPLIED;
      } else if (state != null && state.isApplied() && state != MigrationState.OUTDATED) {
        outcome =
            flyway.isSkipExecutingMigrations()
                ? MigrationOutcome.SKIPPED
                : MigrationOutcome.APPLIED;
      } else if (lastOutcome != null && name.script().equals(script)) {
        outcome = lastOutcome;
      } else {
        outcome = MigrationOutcome.PENDING;
      }
      records.add(recorder.migration(name, outcome));
    }
    return records;
  }

  /** What the schema history says now; empty where it cannot be asked. */
  private Map<String, MigrationState> states() {
    try {
      Map<String, MigrationState> states = new LinkedHashMap<>();
      for (MigrationInfo migration : onlyLooking(new ScriptResources()).info().all()) {
        states.put(migration.getScript(), migration.getState());
      }
      return states;
    } catch (FlywayException e) {
      return Map.of();
    }
  }
}
