/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What sort of session is in the way. */
public enum BlockerKind {
  /** A client's session. */
  SESSION,
  /** A client's session that does nothing and has not ended its transaction: a cancel is lost. */
  IDLE_IN_TRANSACTION,
  /** A transaction prepared for two-phase commit: it has no session any more. */
  PREPARED_TRANSACTION,
  /** An ordinary autovacuum: it yields to whoever waits for it for {@code deadlock_timeout}. */
  AUTOVACUUM,
  /** An autovacuum that prevents wraparound: it yields to nobody. */
  WRAPAROUND_AUTOVACUUM,
  /** A pg_dump: it reads all tables in one transaction. */
  DUMP,
  /** The first copy of a table by logical replication, at either end. */
  INITIAL_COPY,
  /** Another migration: Clearway's or Flyway's. */
  MIGRATION,
  /** An index that is built, rebuilt or dropped concurrently. */
  CONCURRENT_INDEX,
  /** A walsender, or a logical replication worker. */
  REPLICATION,
  /** Another role's session, and we lack {@code pg_read_all_stats} to see what it is. */
  HIDDEN;

  /**
   * What autovacuum's own activity text ends with when it guards against wraparound: not a message.
   */
  private static final String WRAPAROUND_MARK = "(to prevent wraparound)";

  private static final Pattern CONCURRENTLY =
      Pattern.compile(
          "\\s*(create\\s+(unique\\s+)?index|drop\\s+index|reindex\\b.*?)\\s+concurrently\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** How a subscriber's worker for one table names itself at the publisher. */
  private static final Pattern TABLE_SYNC = Pattern.compile("pg_\\d+_sync_\\d+_\\d+");

  /** {@code initial-copy}, as JSON has it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether the settings may allow to end it: only what a client began, and no migration. Who it is
   * (a superuser, a replication role) is another matter.
   */
  public boolean mayBeEnded() {
    return switch (this) {
      case SESSION, IDLE_IN_TRANSACTION, DUMP, CONCURRENT_INDEX -> true;
      case PREPARED_TRANSACTION,
          AUTOVACUUM,
          WRAPAROUND_AUTOVACUUM,
          INITIAL_COPY,
          MIGRATION,
          REPLICATION,
          HIDDEN ->
          false;
    };
  }

  /**
   * The kind of a session, from its row in {@code pg_stat_activity}.
   *
   * @param backend {@code backend_type}; null where it is hidden
   * @param query as the server shows it
   */
  static BlockerKind of(
      @Nullable String backend,
      String application,
      @Nullable String state,
      @Nullable String query) {
    String text = query == null ? "" : query;
    if (backend != null && backend.equals("autovacuum worker")) {
      return text.endsWith(WRAPAROUND_MARK) ? WRAPAROUND_AUTOVACUUM : AUTOVACUUM;
    }
    if (backend != null
        && (backend.equals("walsender") || backend.startsWith("logical replication"))) {
      return TABLE_SYNC.matcher(application).matches() || backend.contains("tablesync")
          ? INITIAL_COPY
          : REPLICATION;
    }
    String name = application.toLowerCase(Locale.ROOT);
    if (name.startsWith("clearway") || name.startsWith("flyway")) {
      return MIGRATION;
    }
    if (name.equals("pg_dump")) {
      return DUMP;
    }
    if (backend == null) {
      return HIDDEN;
    }
    if (state != null && state.startsWith("idle in transaction")) {
      return IDLE_IN_TRANSACTION;
    }
    return CONCURRENTLY.matcher(text).matches() ? CONCURRENT_INDEX : SESSION;
  }
}
