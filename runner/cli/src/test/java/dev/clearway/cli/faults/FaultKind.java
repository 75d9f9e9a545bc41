/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.faults;

/** What goes wrong. */
enum FaultKind {
  KILL("kill -9 of the runner", true),
  KILL_TWICE("kill -9 of the runner, and of the one after it", true),
  TERM("SIGTERM to the runner", true),
  INT("SIGINT to the runner", true),
  TERMINATE("pg_terminate_backend", false),
  CANCEL("pg_cancel_backend by somebody", false),
  RESTART("restart -m immediate of the server", false),
  CUT("connection cut", false),
  CUT_COMMIT("connection cut after COMMIT, before its answer", false),
  SILENCE("silence, then the connection is cut", false),
  DELAY("delay", false),
  REFUSE("connection cut, and none to be had for a while", false),
  LOCK("tables locked, then released", false),
  LOCK_FOR_LONG("tables locked until the runner gives up", false),
  DISK("disk full", false);

  private final String words;
  private final boolean process;

  FaultKind(String words, boolean process) {
    this.words = words;
    this.process = process;
  }

  String words() {
    return words;
  }

  /** Whether the runner that it happens to has to be a process of its own. */
  boolean needsProcess() {
    return process;
  }
}
