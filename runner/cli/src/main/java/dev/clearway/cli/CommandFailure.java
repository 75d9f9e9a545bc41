/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli;

import dev.clearway.cli.setup.Spelling;
import dev.clearway.cli.setup.UnreachableException;
import dev.clearway.core.config.ConfigurationException;
import dev.clearway.core.failure.RunOutcome;
import dev.clearway.core.guard.TransactionPoolerException;
import dev.clearway.core.record.RunFailure;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/** A command ends before it has anything to say but why. */
final class CommandFailure extends RuntimeException {

  private static final String NOTHING_DONE = "Nothing was executed.";

  private final RunOutcome outcome;
  private final transient RunFailure failure;

  private CommandFailure(RunOutcome outcome, RunFailure failure, @Nullable Throwable cause) {
    super(failure.message(), cause);
    this.outcome = outcome;
    this.failure = failure;
  }

  static CommandFailure usage(String message, String next) {
    return new CommandFailure(RunOutcome.USAGE, failure(message, null, next), null);
  }

  /** Wrong usage where flags alone are to blame, a wrong configuration otherwise. */
  static CommandFailure of(ConfigurationException e, Spelling spelling) {
    boolean flags =
        e.problems().stream().allMatch(problem -> spelling.isOriginOf(problem.origin()));
    return new CommandFailure(
        flags ? RunOutcome.USAGE : RunOutcome.UNREACHABLE,
        failure(
            String.valueOf(e.getMessage()),
            null,
            flags
                ? spelling.equals(Spelling.FLAGS)
                    ? "run the command with --help to see what its flags take"
                    : "correct it in the build file"
                : "correct it; clearway config shows each value and where it comes from"),
        e);
  }

  static CommandFailure of(UnreachableException e, Spelling spelling) {
    return new CommandFailure(
        RunOutcome.UNREACHABLE,
        failure(String.valueOf(e.getMessage()), e.sqlState(), e.next(spelling)),
        e);
  }

  /** Flyway refuses the configuration or the migrations it found. */
  static CommandFailure flyway(FlywayException e) {
    return new CommandFailure(
        RunOutcome.UNREACHABLE,
        failure(String.valueOf(e.getMessage()), null, "correct what Flyway complains about"),
        e);
  }

  static CommandFailure pooler(TransactionPoolerException e) {
    return new CommandFailure(
        RunOutcome.UNREACHABLE, failure(String.valueOf(e.getMessage()), null, e.next()), e);
  }

  /** Somebody else is at it. */
  static CommandFailure contention(String message) {
    return new CommandFailure(
        RunOutcome.CONTENTION,
        failure(message, null, "wait until it is done, then run the same command again"),
        null);
  }

  static CommandFailure bug(Throwable cause) {
    return new CommandFailure(
        RunOutcome.INTERNAL,
        new RunFailure(
            null,
            null,
            null,
            null,
            "internal error: " + cause,
            null,
            null,
            null,
            "This is a bug in Clearway; what it had begun may be incomplete.",
            "please report it with the output of the same command with --debug"),
        cause);
  }

  private static RunFailure failure(String message, @Nullable String sqlState, String next) {
    return new RunFailure(
        null, null, null, sqlState, message, null, null, null, NOTHING_DONE, next);
  }

  RunOutcome outcome() {
    return outcome;
  }

  RunFailure failure() {
    return failure;
  }
}
