/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.failure.SqlStates;
import dev.clearway.core.guard.ContentionException;
import dev.clearway.core.guard.GuardException;
import dev.clearway.core.guard.InDoubtException;
import dev.clearway.core.guard.LeftBehindException;
import dev.clearway.core.guard.ScriptChangedException;
import dev.clearway.core.guard.TransactionPoolerException;
import dev.clearway.core.ledger.PartialScript;
import dev.clearway.core.record.MigrationOutcome;
import dev.clearway.core.record.MigrationRecord;
import dev.clearway.core.record.RunFailure;
import dev.clearway.core.sql.DirectiveException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words how a run stopped: what happened, what state the database is in, and what to do now. */
final class StopWords {

  private static final String NOTHING_DONE = "Nothing was executed.";

  private StopWords() {}

  static RunFailure of(
      RunOutcome outcome,
      Exception thrown,
      @Nullable String script,
      List<MigrationRecord> records,
      @Nullable PartialScript partial) {
    String state = state(outcome, script, records, partial);
    String next = partial == null ? next(outcome, thrown) : next(outcome, thrown, partial);
    if (outcome == RunOutcome.INTERRUPTED) {
      return new RunFailure(script, null, null, null, "interrupted", null, null, null, state, next);
    }
    ContentionException contention = RunFailures.find(thrown, ContentionException.class);
    if (outcome == RunOutcome.CONTENTION && contention != null) {
      // who was in the way is told beside it; the server knows of one timeout only
      return new RunFailure(
          script,
          null,
          null,
          SqlStates.sqlState(thrown),
          contention.summary(),
          null,
          null,
          null,
          state,
          next);
    }
    GuardException guarded = RunFailures.find(thrown, GuardException.class);
    return outcome == RunOutcome.CLEANUP && guarded != null
        ? new RunFailure(script, null, null, null, words(guarded), null, null, null, state, next)
        : RunFailures.of(thrown, script, state, next);
  }

  private static String words(GuardException guarded) {
    return String.valueOf(guarded.getMessage());
  }

  /** Where a script outside a transaction was begun. */
  private static String next(RunOutcome outcome, Exception thrown, PartialScript partial) {
    LeftBehindException left = RunFailures.find(thrown, LeftBehindException.class);
    if (left != null) {
      return "Run the same command again: it cleans this up and goes on. Without going on:  clearway repair  or by hand: "
          + String.join(" ", left.remedies());
    }
    if (RunFailures.find(thrown, InDoubtException.class) != null) {
      return "Look whether it had its effect, then say so: clearway repair --in-doubt done, or clearway repair --in-doubt again. Then run the same command again.";
    }
    if (RunFailures.find(thrown, ScriptChangedException.class) != null) {
      return "Put the script back as it was, or let  clearway repair  show what it would forget or take over. Then run the same command again.";
    }
    return outcome == RunOutcome.FAILED
        ? next(outcome, thrown)
            + " It goes on at statement "
            + partial.next()
            + (partial.done() == 0 && partial.inDoubt().isEmpty()
                ? "."
                : ". If the script itself has to change, change it and run  clearway repair  first.")
        : next(outcome, thrown);
  }

  private static String state(
      RunOutcome outcome,
      @Nullable String script,
      List<MigrationRecord> records,
      @Nullable PartialScript partial) {
    long applied = records.stream().filter(r -> r.outcome() == MigrationOutcome.APPLIED).count();
    String before =
        applied == 0
            ? "No migration of this run is applied."
            : applied == 1
                ? "One migration of this run is applied."
                : applied + " migrations of this run are applied.";
    if (partial != null) {
      return partial.done()
          + " of "
          + partial.rows().size()
          + " statements of "
          + partial.script()
          + " are done and recorded"
          + (partial.inDoubt().isEmpty()
              ? "; nothing else of it is left behind. "
              : "; the end of statement "
                  + partial.inDoubt().get(0).ordinal()
                  + " is to be found out. ")
          + before;
    }
    return switch (outcome) {
      case CLEANUP ->
          script
              + " ran outside a transaction and is partly applied; the schema history says that it failed. "
              + before;
      case UNREACHABLE ->
          records.isEmpty()
              ? NOTHING_DONE
              : "What was under way is rolled back, or committed as a whole: the schema history tells. "
                  + before;
      default ->
          (script == null
                  ? "Nothing is left half done. "
                  : "Nothing of " + script + " is left behind. ")
              + before;
    };
  }

  private static String next(RunOutcome outcome, Exception thrown) {
    String sqlState = SqlStates.sqlState(thrown);
    return switch (outcome) {
      case CONTENTION ->
          "End the transactions in the way, or wait, then run the same command again.";
      case INTERRUPTED -> "Run the same command again when you are ready.";
      case CLEANUP ->
          "Undo or finish by hand what the script did, run Flyway's repair, then this command again.";
      case UNREACHABLE ->
          thrown instanceof DatabaseProbe.ReadOnlyException
              ? "Give the address of the primary, and run the same command again."
              : "Run the same command again when the server can be reached.";
      case INTERNAL -> "This is a bug in Clearway: please report it with the output of --debug.";
      case FAILED ->
          "57014".equals(sqlState)
              ? "The statement ran into statementTimeout, or somebody cancelled it. If it needs longer, allow it: a directive above it, -- clearway: statementTimeout=5m reason=\"...\""
              : "25006".equals(sqlState)
                  ? "This server only reads: connect to the primary."
                  : "Mend the migration, then run the same command again.";
      default -> "";
    };
  }

  static RunFailure unreachable(Exception thrown) {
    if (thrown instanceof DatabaseProbe.NotPostgreSqlException) {
      return new RunFailure(
          null,
          null,
          null,
          null,
          String.valueOf(thrown.getMessage()),
          null,
          null,
          null,
          NOTHING_DONE,
          "Clearway guards PostgreSQL and nothing else: run Flyway itself on this database.");
    }
    String sqlState = SqlStates.sqlState(thrown);
    String next =
        switch (sqlState == null ? "" : sqlState) {
          case "28P01", "28000" ->
              "Check the user and the password (--user, --password-file, PGPASSWORD, .pgpass).";
          case "3D000" -> "Check the database's name in the URL.";
          case "53300", "57P03" -> "The server takes no connection now: try again in a moment.";
          default -> "Check host and port in the URL, and that the server is up.";
        };
    return RunFailures.of(thrown, null, NOTHING_DONE, next);
  }

  static RunFailure pooler(TransactionPoolerException pooler) {
    return new RunFailure(
        null,
        null,
        null,
        null,
        String.valueOf(pooler.getMessage()),
        null,
        null,
        null,
        NOTHING_DONE,
        pooler.next());
  }

  static RunFailure directive(DirectiveException invalid) {
    return new RunFailure(
        invalid.script(),
        invalid.line(),
        null,
        null,
        invalid.problem(),
        null,
        null,
        null,
        NOTHING_DONE,
        "Mend the directive, then run the same command again.");
  }

  static RunFailure otherMigration(String holder) {
    return new RunFailure(
        null,
        null,
        null,
        null,
        "Another migration holds Flyway's lock: " + holder + ".",
        null,
        null,
        null,
        "Nothing is left half done.",
        "Wait until it is done, then run the same command again.");
  }
}
