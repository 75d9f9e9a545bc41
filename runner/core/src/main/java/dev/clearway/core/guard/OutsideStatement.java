/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.guard;

import dev.clearway.core.failure.FailureKind;
import dev.clearway.core.failure.SqlStates;
import dev.clearway.core.guard.GuardedSession.StatementBody;
import dev.clearway.core.ledger.IndexBuildProof;
import dev.clearway.core.ledger.IndexFacts;
import dev.clearway.core.ledger.InvalidIndexes;
import dev.clearway.core.ledger.Proof;
import dev.clearway.core.ledger.StatementState;
import dev.clearway.core.ledger.Verdict;
import dev.clearway.core.lock.OldSnapshot;
import dev.clearway.core.lock.OldSnapshots;
import dev.clearway.core.record.RunEvent;
import dev.clearway.core.retry.Backoff;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement that the server refuses inside a transaction, exactly once: an intent in the ledger
 * before it begins, and afterwards, or in the next run, a look at the catalog for what became of
 * it. What it leaves behind when it is cut short is cleaned up; what others have left is not.
 */
final class OutsideStatement {

  /** An interrupted run has a second to end; what cannot be cleaned up by then is named. */
  private static final Duration CLEANUP_WHEN_INTERRUPTED = Duration.ofMillis(300);

  /** 42P07: a relation of this name exists already. */
  private static final String DUPLICATE = "42P07";

  /** 55000: the object is not in the state that is needed. */
  private static final String NOT_IN_STATE = "55000";

  /** Sends something under the session's timeouts and its stall watch. */
  @FunctionalInterface
  interface Sender {
    @Nullable SQLException send(StatementBody body) throws SQLException;
  }

  private final Guard guard;
  private final Connection connection;
  private final LedgerRun ledger;
  private final Unit unit;
  private final Timeouts timeouts;
  private final SessionFacts facts;
  private final int index;
  private final Proof proof;

  OutsideStatement(
      Guard guard,
      Connection connection,
      LedgerRun ledger,
      Unit unit,
      Timeouts timeouts,
      SessionFacts facts,
      int index,
      Proof proof) {
    this.guard = guard;
    this.connection = connection;
    this.ledger = ledger;
    this.unit = unit;
    this.timeouts = timeouts;
    this.facts = facts;
    this.index = index;
    this.proof = proof;
  }

  /**
   * Runs it, or finds that it has been.
   *
   * @return the server's refusal when trying again is no use; null when it is done
   * @throws InDoubtException if it was begun before and nobody can tell what became of it
   * @throws LeftBehindException if it was cut short and could not be cleaned up after
   */
  @Nullable SQLException run(Sender sender, StatementBody body) throws SQLException {
    String replacement = null;
    if (ledger.state(index) == StatementState.BEGUN) {
      List<Long> before = ledger.row(index).before();
      Verdict verdict = proof.look(connection, before);
      if (verdict.state() == Verdict.State.UNKNOWN) {
        throw new InDoubtException(name(), ledger.row(index));
      }
      cleanUp(verdict, null);
      if (verdict.state() == Verdict.State.DONE) {
        ledger.record(index, StatementState.DONE, List.of());
        notice("statement " + (index + 1) + " is done: an earlier run was cut off at its end");
        return null;
      }
      replacement = verdict.finish();
    }
    while (true) {
      guard.interruption.check();
      if (proof instanceof IndexBuildProof build) {
        Place place = place(build);
        if (place.refused != null) {
          return place.refused;
        }
        replacement = place.replacement;
      }
      List<Long> before = proof.before(connection);
      if (replacement == null && !(proof instanceof IndexBuildProof)) {
        replacement = proof.look(connection, before).finish();
      }
      ledger.record(index, StatementState.BEGUN, before);
      SQLException refused = send(sender, replacement == null ? body : sql(replacement));
      if (refused == null) {
        IndexFacts invalid =
            proof instanceof IndexBuildProof build ? build.invalid(connection) : null;
        if (invalid != null) {
          return new SQLException(
              "The server says that it is done, and the index "
                  + invalid.display()
                  + " is invalid. Somebody else works on it.",
              NOT_IN_STATE);
        }
        ledger.record(index, StatementState.DONE, List.of());
        return null;
      }
      Verdict verdict = proof.look(connection, before);
      cleanUp(verdict, refused);
      if (verdict.state() == Verdict.State.DONE) {
        ledger.record(index, StatementState.DONE, List.of());
        guard.interruption.check();
        return null;
      }
      replacement = verdict.finish();
      if (replacement != null && guard.isInterrupted()) {
        throw new LeftBehindException(
            name(),
            List.of("a partition that is pending detach"),
            List.of(replacement + ";"),
            refused);
      }
      if (verdict.state() == Verdict.State.NOT_DONE && replacement == null) {
        ledger.record(index, StatementState.PENDING, List.of());
      }
      if (guard.isInterrupted()) {
        throw new RunInterruptedException(refused);
      }
      if (!isWorthAnother(refused) || unit.remaining().isNegative()) {
        return refused;
      }
      unit.pause = new Backoff(unit.settings.maxBackoff()).next(unit.pause, guard.random);
      guard.listener.on(new RunEvent.BackingOff(name(), unit.attempts + 1, unit.pause));
      guard.interruption.pause(unit.pause);
    }
  }

  private String name() {
    return unit.name == null ? "" : unit.name;
  }

  private void notice(String text) {
    guard.listener.on(new RunEvent.Notice(name(), text));
  }

  private @Nullable SQLException send(Sender sender, StatementBody body) throws SQLException {
    if (!proof.waitsForSnapshots()) {
      return sender.send(body);
    }
    List<OldSnapshot> snapshots = OldSnapshots.find(guard.side, facts.pid());
    if (!snapshots.isEmpty()) {
      guard.listener.on(new RunEvent.SnapshotsAwaited(name(), snapshots));
    }
    BuildWatch progress = new BuildWatch(guard, name(), facts.pid());
    try {
      return sender.send(body);
    } finally {
      progress.close();
    }
  }

  private StatementBody sql(String sql) {
    return () -> {
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute(sql);
        return null;
      } catch (SQLException e) {
        return e;
      }
    };
  }

  /** What is to be done about an index of the same name: refuse, or do something else instead. */
  private record Place(@Nullable SQLException refused, @Nullable String replacement) {
    static final Place FREE = new Place(null, null);
  }

  private Place place(IndexBuildProof build) throws SQLException {
    if (!(build.place(connection) instanceof IndexBuildProof.Taken taken)) {
      return Place.FREE;
    }
    IndexFacts there = taken.index();
    if (there.valid()) {
      // Without IF NOT EXISTS the server refuses it; with it, it would pass over any index at all.
      return !build.ifNotExists() || taken.sameDefinition()
          ? Place.FREE
          : refused(
              DUPLICATE,
              "An index "
                  + there.display()
                  + " exists and is another one: "
                  + there.definition()
                  + ". The script wants: "
                  + (taken.wanted() == null ? "see the statement" : taken.wanted().strip()));
    }
    if (there.building()) {
      return refused(
          NOT_IN_STATE, "Another session is building the index " + there.display() + " just now.");
    }
    if (build.ifNotExists() && taken.sameDefinition()) {
      notice("index " + there.display() + " exists and is invalid: it is rebuilt, not skipped");
      return new Place(null, "reindex index concurrently " + there.sql());
    }
    return refused(
        NOT_IN_STATE,
        "An invalid index "
            + there.display()
            + " is in the way, which this script has not left: "
            + there.definition()
            + ". If nobody builds it any more: "
            + InvalidIndexes.dropSql(there)
            + ";");
  }

  private static Place refused(String sqlState, String message) {
    return new Place(new SQLException(message, sqlState), null);
  }

  /**
   * Drops the indexes that the statement has left invalid.
   *
   * @throws LeftBehindException if it cannot be done, or not in time
   */
  private void cleanUp(Verdict verdict, @Nullable SQLException refused) throws SQLException {
    List<IndexFacts> left = new ArrayList<>(verdict.leftovers());
    if (left.isEmpty()) {
      return;
    }
    try {
      timeouts.setForSession(
          Duration.ZERO,
          guard.isInterrupted() ? CLEANUP_WHEN_INTERRUPTED : unit.settings.blockerPatience());
      while (!left.isEmpty()) {
        IndexFacts index = left.get(0);
        InvalidIndexes.drop(connection, index);
        notice("invalid index " + index.display() + " of an unfinished build is dropped");
        left.remove(0);
      }
    } catch (SQLException e) {
      if (FailureKind.of(SqlStates.sqlState(e)) == FailureKind.CONNECTION_LOST) {
        throw e;
      }
      timeouts.restore(facts);
      throw new LeftBehindException(
          name(),
          left.stream().map(i -> "the invalid index " + i.display()).toList(),
          left.stream().map(i -> InvalidIndexes.dropSql(i) + ";").toList(),
          refused == null ? e : refused);
    }
    timeouts.restore(facts);
  }

  private boolean isWorthAnother(SQLException refused) {
    return switch (FailureKind.of(SqlStates.sqlState(refused))) {
      case LOCK_NOT_AVAILABLE, DEADLOCK, SERIALIZATION_FAILURE -> true;
      case QUERY_CANCELED -> unit.cancelledByUs;
      case CONNECTION_LOST, READ_ONLY, OTHER -> false;
    };
  }
}
