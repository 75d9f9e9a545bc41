/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.failure;

/** How a command ended: its word in JSON and its exit code, the same for every command. */
public enum RunOutcome {
  DONE("done", 0),
  INTERNAL("internal", 1),
  USAGE("usage", 2),
  NO_GO("no-go", 3),
  CONTENTION("contention", 4),
  FAILED("failed", 5),
  CLEANUP("cleanup", 6),
  UNREACHABLE("unreachable", 7),
  /** SIGINT; a SIGTERM exits with 143 under the same word. */
  INTERRUPTED("interrupted", 130);

  private final String word;
  private final int exitCode;

  RunOutcome(String word, int exitCode) {
    this.word = word;
    this.exitCode = exitCode;
  }

  /** The word in JSON's {@code outcome}. */
  public String word() {
    return word;
  }

  public int exitCode() {
    return exitCode;
  }
}
