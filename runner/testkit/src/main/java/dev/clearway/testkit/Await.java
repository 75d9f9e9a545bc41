/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits until something is so in the database: what a test does instead of sleeping. Every method
 * returns as soon as its condition holds, and throws an {@link AssertionError} with the sessions
 * and locks of the database when it does not come to hold {@linkplain #within in time}, by default
 * 30 s. Safe for use by several threads.
 */
public final class Await {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AdminSession session;
  private final Duration patience;

  Await(AdminSession session) {
    this(session, PATIENCE);
  }

  private Await(AdminSession session, Duration patience) {
    this.session = session;
    this.patience = patience;
  }

  /** The same with another patience. */
  public Await within(Duration patience) {
    return new Await(session, patience);
  }

  /** Until a session waits for a heavyweight lock. */
  public void blocked(long pid) throws SQLException {
    until(
        "session " + pid + " is blocked",
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ? AND wait_event_type = 'Lock')",
        pid);
  }

  /** Until a session waits for a lock that a certain other one holds, or is ahead in queue for. */
  public void blockedBy(long pid, long blocker) throws SQLException {
    until(
        "session " + pid + " is blocked by " + blocker,
        "SELECT ?::int = ANY (pg_blocking_pids(?::int))",
        blocker,
        pid);
  }

  /** Until a session does not wait for a lock. */
  public void notBlocked(long pid) throws SQLException {
    until(
        "session " + pid + " is not blocked",
        "SELECT NOT EXISTS (SELECT FROM pg_locks WHERE pid = ? AND NOT granted)",
        pid);
  }

  /**
   * Until somebody holds a lock on a relation of this database.
   *
   * @param relation its name, as {@code regclass} understands it
   * @param mode as {@code LOCK TABLE} names it, such as {@code ACCESS EXCLUSIVE}
   */
  public void lockHeld(String relation, String mode) throws SQLException {
    until(mode + " is held on " + relation, lock("granted"), relation, LockModes.inPgLocks(mode));
  }

  /** Until somebody waits for a lock on a relation of this database. */
  public void lockWanted(String relation, String mode) throws SQLException {
    until(
        mode + " is wanted on " + relation,
        lock("NOT granted"),
        relation,
        LockModes.inPgLocks(mode));
  }

  /** Until the server has no session of this process id. */
  public void sessionGone(long pid) throws SQLException {
    until(
        "session " + pid + " is gone",
        "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ?)",
        pid);
  }

  /** Until a session's {@code pg_stat_activity.state} is this, such as "idle in transaction". */
  public void state(long pid, String state) throws SQLException {
    until(
        "session " + pid + " is " + state,
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = ? AND state = ?)",
        pid,
        state);
  }

  /** Until the transaction of a session is older than this. */
  public void transactionOlderThan(long pid, Duration age) throws SQLException {
    until(
        "the transaction of session " + pid + " is older than " + age.toMillis() + " ms",
        "SELECT EXISTS (SELECT FROM pg_stat_activity"
            + " WHERE pid = ? AND clock_timestamp() - xact_start > ? * interval '1 ms')",
        pid,
        age.toMillis());
  }

  /** Until this database has a session of this {@code application_name}. */
  public void application(String name) throws SQLException {
    until(
        "there is a session of " + name,
        "SELECT EXISTS (SELECT FROM pg_stat_activity"
            + " WHERE datname = current_database() AND application_name = ?)",
        name);
  }

  /** Until a query of one row and one boolean column says true. */
  public void isTrue(String sql, Object... parameters) throws SQLException {
    until(sql, sql, parameters);
  }

  private void until(String what, String sql, Object... parameters) throws SQLException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isSo(sql, parameters)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not so within " + patience.toMillis() + " ms: " + what + "\n" + situation());
      }
      Pause.brief();
    }
  }

  private boolean isSo(String sql, Object... parameters) throws SQLException {
    @Nullable String value = session.query(sql, parameters).get(0);
    return "t".equals(value);
  }

  private String situation() throws SQLException {
    StringBuilder lines = new StringBuilder();
    for (@Nullable String line : session.query(Resources.sql("situation"))) {
      lines.append("  ").append(line).append('\n');
    }
    return lines.toString();
  }

  private static String lock(String granted) {
    return "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'relation'"
        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        + " AND relation = to_regclass(?) AND mode = ? AND "
        + granted
        + ")";
  }
}
