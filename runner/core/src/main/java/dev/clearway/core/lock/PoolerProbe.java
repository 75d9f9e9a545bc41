/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.SqlResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether each transaction of a connection may run in another session of the server, as a
 * pooler in transaction mode has it. It leaves nothing behind in a session that belongs to others.
 * Immutable; the connection belongs to one thread.
 *
 * @param connection in autocommit
 * @param announcedPid see {@link #announcedPid}
 * @param connectingSince {@link System#nanoTime()} of when the connection was asked for
 * @param another opens one more, which happens only where a pooler is suspected
 */
public record PoolerProbe(
    Connection connection, int announcedPid, long connectingSince, ConnectionSource another) {

  /** Looks after the first one. */
  private static final int LOOKS = 3;

  /** A session that is so much older than our connection was made for somebody else. */
  private static final Duration TOLERANCE = Duration.ofMillis(500);

  /** A pool of one session would let us wait for ourselves. */
  private static final int PATIENCE_SECONDS = 2;

  /** A prepared statement that is there already, or not any more. */
  private static final Set<String> STATEMENTS_OF_OTHERS = Set.of("42P05", "26000");

  private static final String MARK = SqlResource.load(PoolerProbe.class, "pooler-mark.sql");
  private static final String LOOK = SqlResource.load(PoolerProbe.class, "pooler-look.sql");

  /** What is between us and the server. */
  public enum Path {
    DIRECT,
    /** Somebody, but our session stays ours so far as can be told. */
    SESSION_POOLER,
    TRANSACTION_POOLER
  }

  private record Marked(int pid, Duration age) {}

  private record Seen(int pid, @Nullable String mark) {}

  /**
   * The process id that the server, or whatever pretends to be it, has told the driver when the
   * connection began; 0 where the driver does not say. By reflection, as pgjdbc may be in another
   * class loader than this class.
   */
  public static int announcedPid(Connection connection) {
    try {
      Connection driver = connection.getMetaData().getConnection();
      ClassLoader loader = driver.getClass().getClassLoader();
      Class<?> postgres = Class.forName("org.postgresql.PGConnection", false, loader);
      return (Integer) postgres.getMethod("getBackendPID").invoke(connection.unwrap(postgres));
    } catch (ReflectiveOperationException | SQLException e) {
      return 0;
    }
  }

  /**
   * Whether what is set and locked over {@code connection} may stay in sessions of others. Costs a
   * round trip, and more only where somebody is in between; unknown drivers are believed.
   *
   * @param connection of any autocommit mode, outside a transaction
   * @param another opens one more, which happens only where a pooler is suspected
   * @throws SQLException if the connection is lost, or no other can be had in time
   */
  public static boolean losesSession(Connection connection, ConnectionSource another)
      throws SQLException {
    int announced = announcedPid(connection);
    if (announced == 0) {
      return false;
    }
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(true);
    try {
      PoolerProbe probe = new PoolerProbe(connection, announced, System.nanoTime(), another);
      return announced != probe.look().pid() && probe.path() == Path.TRANSACTION_POOLER;
    } finally {
      connection.setAutoCommit(autoCommit);
    }
  }

  /**
   * Looks.
   *
   * @throws SQLException if the connection is lost, or no other can be had in time
   */
  public Path path() throws SQLException {
    String mark = UUID.randomUUID().toString();
    try {
      Marked first = mark(mark);
      Duration ours = Duration.ofNanos(System.nanoTime() - connectingSince);
      for (int i = 0; i < LOOKS; i++) {
        if (isElsewhere(first, mark)) {
          return Path.TRANSACTION_POOLER;
        }
      }
      boolean suspect =
          (announcedPid != 0 && announcedPid != first.pid())
              || first.age().compareTo(ours.plus(TOLERANCE)) > 0;
      if (!suspect) {
        return Path.DIRECT;
      }
      return isElsewhereBesides(first, mark) ? Path.TRANSACTION_POOLER : Path.SESSION_POOLER;
    } finally {
      mark("");
    }
  }

  private Marked mark(String mark) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(MARK)) {
      query.setString(1, mark);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new Marked(
            row.getInt("pid"), Duration.ofMillis(Math.round(row.getDouble("age_ms"))));
      }
    }
  }

  private Seen look() throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(LOOK)) {
      row.next();
      return new Seen(row.getInt("pid"), row.getString("mark"));
    }
  }

  private boolean isElsewhere(Marked first, String mark) throws SQLException {
    Seen seen = look();
    return seen.pid() != first.pid() || !mark.equals(seen.mark());
  }

  /** A pool gives back the session that was used last, unless somebody else is in it. */
  private boolean isElsewhereBesides(Marked first, String mark) throws SQLException {
    try (Connection other = another.open()) {
      other.setAutoCommit(false);
      try (Statement occupy = other.createStatement()) {
        occupy.setQueryTimeout(PATIENCE_SECONDS);
        occupy.execute("select 1");
        return isElsewhere(first, mark);
      } finally {
        other.rollback();
      }
    } catch (SQLException e) {
      // a new connection of ours has no statements yet: another client's are in its session
      if (STATEMENTS_OF_OTHERS.contains(String.valueOf(e.getSQLState()))) {
        return true;
      }
      throw e;
    }
  }
}
