/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * An application that uses a table: sessions that run short transactions one after the other, each
 * of which reads a row and updates it, both by primary key. Sessions have rows of their own, so
 * that they never wait for each other.
 *
 * <p>What is measured is how long each of the two statements takes, from its sending to its result.
 * The time for which a transaction then stays open, the commit, and the pause before the next
 * transaction are not part of it. Safe for use by several threads.
 */
public final class ApplicationLoad implements AutoCloseable {

  private static final Duration TO_STOP = Duration.ofSeconds(30);

  private final List<LoadSession> sessions;
  private final List<Thread> threads = new ArrayList<>();
  private final long start;
  private @Nullable LoadReport last;
  private boolean failureReported;

  private ApplicationLoad(List<LoadSession> sessions) throws SQLException {
    this.sessions = sessions;
    CountDownLatch warm = new CountDownLatch(sessions.size());
    CountDownLatch go = new CountDownLatch(1);
    for (LoadSession session : sessions) {
      Thread thread = new Thread(() -> session.run(warm, go), "application-load");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    LoadSession.await(warm);
    start = System.nanoTime();
    go.countDown();
    if (sessions.stream().anyMatch(session -> session.failure() != null)) {
      end();
      throwFailure();
    }
  }

  /**
   * A load on a table.
   *
   * @param table its name as SQL takes it
   */
  public static Builder on(TestDatabase database, String table) {
    return new Builder(database, table);
  }

  /**
   * What the application has felt since it was started. While it runs, statements that have not
   * ended yet are not part of it.
   *
   * @throws IllegalStateException if a session has failed
   */
  public synchronized LoadReport report() {
    throwFailure();
    return last == null ? snapshot() : last;
  }

  /**
   * Ends the load and says what the application has felt. Transactions end first; a statement that
   * does not end within 30 s is cancelled.
   *
   * @throws IllegalStateException if a session has failed
   */
  public synchronized LoadReport stop() {
    end();
    return report();
  }

  /**
   * Ends the load.
   *
   * @throws IllegalStateException if a session has failed, and that is not known yet
   */
  @Override
  public synchronized void close() {
    end();
    if (!failureReported) {
      throwFailure();
    }
  }

  private void end() {
    if (last != null) {
      return;
    }
    long deadline = System.nanoTime() + TO_STOP.toNanos();
    sessions.forEach(LoadSession::stop);
    for (int i = 0; i < threads.size(); i++) {
      long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
      if (!joined(threads.get(i), left)) {
        sessions.get(i).cancel();
        joined(threads.get(i), TO_STOP.toMillis());
      }
    }
    last = snapshot();
  }

  private LoadReport snapshot() {
    return LoadReport.of(
        sessions.size(),
        start,
        System.nanoTime(),
        sessions.stream().map(LoadSession::waits).toList());
  }

  private void throwFailure() {
    for (LoadSession session : sessions) {
      @Nullable Exception failure = session.failure();
      if (failure != null) {
        failureReported = true;
        throw new IllegalStateException("the application's session failed", failure);
      }
    }
  }

  private static boolean joined(Thread thread, long millis) {
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  /** What the application does. Not for use by several threads. */
  public static final class Builder {
    private final TestDatabase database;
    private final LoadProfile profile = new LoadProfile();
    private final String table;
    private String key = "id";
    private int sessions = 8;
    private @Nullable String select;
    private @Nullable String update;

    private Builder(TestDatabase database, String table) {
      this.database = database;
      this.table = table;
    }

    /** How many sessions; 8 by default. */
    public Builder sessions(int sessions) {
      this.sessions = sessions;
      return this;
    }

    /** The column of the primary key; {@code id} by default. */
    public Builder key(String column) {
      key = column;
      return this;
    }

    /** For how long transactions stay open, evenly spread; 1 to 10 ms by default. */
    public Builder transactions(Duration shortest, Duration longest) {
      profile.transaction = new LoadProfile.Range(shortest, longest);
      return this;
    }

    /** How long a session waits between two transactions; not at all by default. */
    public Builder pauses(Duration shortest, Duration longest) {
      profile.pause = new LoadProfile.Range(shortest, longest);
      return this;
    }

    /** Lets the server sleep in the transaction instead of the client: active, not idle in it. */
    public Builder sleepingInTheServer() {
      profile.serverSleeps = true;
      return this;
    }

    /**
     * Other statements, each with one parameter for the key. By default the query reads the key and
     * the update sets it to itself.
     */
    public Builder statements(String select, String update) {
      this.select = select;
      this.update = update;
      return this;
    }

    /** The sessions' {@code application_name}; by default "application". */
    public Builder application(String name) {
      profile.owner.application = name;
      return this;
    }

    /** The sessions' role; by default the superuser. */
    public Builder role(DatabaseRole role) {
      profile.owner.role = role;
      return this;
    }

    /**
     * Starts the sessions, lets them warm up, and returns when the measurement begins. Start it
     * before whatever blocks the table: the warm-up would wait for that.
     *
     * @throws IllegalStateException if the table has fewer rows than there are sessions, or if a
     *     session fails
     */
    public ApplicationLoad start() throws SQLException {
      profile.select =
          select != null ? select : "SELECT %s FROM %s WHERE %s = ?".formatted(key, table, key);
      profile.update =
          update != null
              ? update
              : "UPDATE %s SET %s = %s WHERE %s = ?".formatted(table, key, key, key);
      List<List<Object>> keys = LoadKeys.of(database, table, key, sessions);
      List<LoadSession> started = new ArrayList<>();
      try {
        for (int i = 0; i < sessions; i++) {
          started.add(
              new LoadSession(
                  HolderSession.open(database, profile.owner), profile, keys.get(i), i));
        }
      } catch (SQLException e) {
        for (LoadSession session : started) {
          session.close();
        }
        throw e;
      }
      return new ApplicationLoad(started);
    }
  }
}
