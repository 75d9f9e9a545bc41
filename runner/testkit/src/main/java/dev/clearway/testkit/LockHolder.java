/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who is in the way: a transaction that holds a lock until it is released or closed. When
 * a method that makes one returns, the lock is held. Safe for use by several threads.
 */
public abstract sealed class LockHolder implements AutoCloseable
    permits IdleHolder, QueryHolder, PreparedHolder {

  private final CompletableFuture<Long> released = new CompletableFuture<>();
  private boolean releasing;

  LockHolder() {}

  /**
   * Holds a table lock in a session of the superuser that is idle in its transaction.
   *
   * @param relation its name as SQL takes it, such as {@code public.orders}
   * @param mode as {@code LOCK TABLE} names it, such as {@code ACCESS SHARE}
   */
  public static LockHolder hold(TestDatabase database, String relation, String mode)
      throws SQLException {
    return in(database).hold(relation, mode);
  }

  /** A holder with a name or a role of its own, or of another kind. */
  public static Builder in(TestDatabase database) {
    return new Builder(database);
  }

  /** The process id of the session; 0 for a prepared transaction. */
  public abstract int pid();

  /**
   * Ends the transaction, and returns when its locks are gone. Does nothing when they are already,
   * also because somebody has terminated the session.
   */
  public final synchronized void release() throws SQLException {
    if (!releasing) {
      releasing = true;
      try {
        end();
      } finally {
        released.complete(System.nanoTime());
      }
    }
  }

  /** Releases it later, from another thread, and returns at once. */
  public final LockHolder releaseAfter(Duration delay) {
    CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
        .execute(
            () -> {
              try {
                release();
              } catch (SQLException e) {
                released.completeExceptionally(e);
              }
            });
    return this;
  }

  /** Completed when it was released, with the {@link System#nanoTime()} of that. */
  public final CompletableFuture<Long> released() {
    return released.copy();
  }

  /** The same as {@link #release()}. */
  @Override
  public final void close() throws SQLException {
    release();
  }

  /** Ends the transaction; called once. */
  abstract void end() throws SQLException;

  /** Tells that the transaction has ended by itself. */
  final void ended() {
    released.complete(System.nanoTime());
  }

  /** Who holds the lock, and in which way. Not for use by several threads. */
  public static final class Builder {
    private final TestDatabase database;
    private final HolderSession.Owner owner = new HolderSession.Owner();

    private Builder(TestDatabase database) {
      this.database = database;
    }

    /** The session's {@code application_name}; by default "holder". */
    public Builder application(String name) {
      owner.application = name;
      return this;
    }

    /** The session's role; by default the superuser. */
    public Builder role(DatabaseRole role) {
      owner.role = role;
      return this;
    }

    /** Locks a table and stays idle in the transaction. */
    public LockHolder hold(String relation, String mode) throws SQLException {
      return idleAfter(lockTable(relation, mode));
    }

    /**
     * Runs any SQL in a transaction and stays idle in it. After a query, a JDBC session keeps the
     * snapshot too.
     */
    public LockHolder idleAfter(String sql) throws SQLException {
      return new IdleHolder(HolderSession.open(database, owner), sql);
    }

    /**
     * Runs one long query on a table, in autocommit mode, which holds ACCESS SHARE and a snapshot
     * until it ends. Released before that, it is cancelled.
     */
    public LockHolder query(String table, Duration length) throws SQLException {
      return new QueryHolder(HolderSession.open(database, owner), table, length);
    }

    /** Locks a table in a transaction that is prepared: no session holds the lock then. */
    public LockHolder prepared(String relation, String mode) throws SQLException {
      return new PreparedHolder(database, owner, lockTable(relation, mode));
    }

    private static String lockTable(String relation, String mode) {
      return "LOCK TABLE " + relation + " IN " + LockModes.inLockTable(mode) + " MODE";
    }
  }
}
