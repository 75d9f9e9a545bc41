/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import org.jspecify.annotations.Nullable;

/**
 * Plain words for whoever is in the way: what it is, why that matters, and what ends it. The one
 * place for them; every command says the same.
 */
public final class BlockerWords {

  private BlockerWords() {}

  /** Who it is: {@code nightly_report}, {@code prepared transaction "pay-8841"}. */
  public static String name(Blocker blocker) {
    return name(blocker.kind(), blocker.pid(), blocker.application());
  }

  /** The same of a session of the lock tree. */
  public static String name(LockSession session) {
    return name(session.kind(), session.pid(), session.application());
  }

  private static String name(BlockerKind kind, int pid, String application) {
    String session = application.isBlank() ? "pid " + pid : application;
    return switch (kind) {
      case PREPARED_TRANSACTION -> "prepared transaction \"" + application + "\"";
      case AUTOVACUUM -> "autovacuum";
      case WRAPAROUND_AUTOVACUUM -> "autovacuum against wraparound";
      case SESSION, IDLE_IN_TRANSACTION, DUMP, MIGRATION, CONCURRENT_INDEX, HIDDEN -> session;
      case INITIAL_COPY -> "initial copy of logical replication " + session;
      case REPLICATION -> "replication " + session;
    };
  }

  /** What is special about it, as half a sentence; empty for an ordinary session. */
  public static String meaning(BlockerKind kind) {
    return switch (kind) {
      case SESSION -> "";
      case IDLE_IN_TRANSACTION -> "does nothing, but its transaction is still open";
      case PREPARED_TRANSACTION -> "prepared for two-phase commit: no session will end it";
      case AUTOVACUUM -> "ordinary autovacuum: migrate sends it away without stalling anybody";
      case WRAPAROUND_AUTOVACUUM -> "autovacuum to prevent wraparound: it yields to nobody";
      case DUMP -> "a dump: reads all tables in one transaction";
      case INITIAL_COPY -> "logical replication copies a table for the first time";
      case MIGRATION -> "another migration";
      case CONCURRENT_INDEX -> "an index is built, rebuilt or dropped concurrently";
      case REPLICATION -> "replication: a standby or a subscriber depends on it";
      case HIDDEN -> "what it does is hidden from this role";
    };
  }

  /** What ends it, with the command where there is one. */
  public static String remedy(Blocker blocker) {
    return remedy(blocker.kind(), blocker.pid(), blocker.application(), blocker.state());
  }

  /** The same for a session of the lock tree. */
  public static String remedy(LockSession session) {
    return remedy(session.kind(), session.pid(), session.application(), session.state());
  }

  private static String remedy(
      BlockerKind kind, int pid, String application, @Nullable String state) {
    return switch (kind) {
      case PREPARED_TRANSACTION -> {
        String gid = literal(application);
        yield "ROLLBACK PREPARED %s;  or  COMMIT PREPARED %s;".formatted(gid, gid);
      }
      case WRAPAROUND_AUTOVACUUM ->
          "wait for it: it yields to nobody, and comes back when ended;"
              + " vacuum_cost_delay = 0 makes the next one faster";
      case AUTOVACUUM -> "wait for it, or  SELECT pg_cancel_backend(%d);".formatted(pid);
      case IDLE_IN_TRANSACTION ->
          "commit or roll back in its client, or  SELECT pg_terminate_backend(%d);".formatted(pid);
      case DUMP ->
          "wait for it, or end it and dump again later:  SELECT pg_cancel_backend(%d);"
              .formatted(pid);
      case INITIAL_COPY -> "wait for it; ended, it begins again from the start";
      case MIGRATION -> "wait for it: two migrations do not run side by side";
      case CONCURRENT_INDEX ->
          "wait for it: ended, it leaves an invalid index; last resort"
              + "  SELECT pg_cancel_backend(%d);".formatted(pid);
      case REPLICATION ->
          "look at its standby or subscriber: a long query there, or hot_standby_feedback";
      case SESSION, HIDDEN ->
          state == null || "active".equals(state)
              ? "wait for it, or  SELECT pg_cancel_backend(%d);".formatted(pid)
              : "end that session:  SELECT pg_terminate_backend(%d);".formatted(pid);
    };
  }

  /** As SQL takes it, also where {@code standard_conforming_strings} is off. */
  private static String literal(String text) {
    String quoted = "'" + text.replace("'", "''").replace("\\", "\\\\") + "'";
    return text.indexOf('\\') >= 0 ? "E" + quoted : quoted;
  }
}
