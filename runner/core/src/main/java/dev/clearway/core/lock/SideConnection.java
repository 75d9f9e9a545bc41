/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.SqlResource;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection beside the migration's own: it looks at the lock queue and cancels. Always in
 * autocommit, because an idle JDBC transaction keeps a snapshot, which would itself hold up
 * concurrent index builds. Opened when first used, and again after it was lost.
 *
 * <p>Thread-safe: one caller at a time.
 */
public final class SideConnection implements AutoCloseable {

  private static final String APPLICATION_NAME = "clearway watch";

  /** Bounds how long a look may last on a server in trouble; a look takes about a millisecond. */
  private static final String STATEMENT_TIMEOUT = "5s";

  private final ConnectionSource source;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private @Nullable Connection connection;
  private String restoring = "";
  private boolean closed;

  public SideConnection(ConnectionSource source) {
    this.source = source;
  }

  /** What one caller does with the connection. */
  @FunctionalInterface
  public interface Use<T> {
    T apply(Session session) throws SQLException;
  }

  /** The connection while one caller has it. */
  public final class Session {
    private final Connection open;

    private Session(Connection open) {
      this.open = open;
    }

    /** The statement of a resource file beside this class, prepared once for each connection. */
    PreparedStatement prepared(String resource) throws SQLException {
      PreparedStatement statement = statements.get(resource);
      if (statement == null) {
        statement = open.prepareStatement(SqlResource.load(SideConnection.class, resource));
        statements.put(resource, statement);
      }
      return statement;
    }

    Array ints(int... values) throws SQLException {
      Integer[] boxed = new Integer[values.length];
      for (int i = 0; i < values.length; i++) {
        boxed[i] = values[i];
      }
      return open.createArrayOf("int4", boxed);
    }

    Array array(String type, Object[] values) throws SQLException {
      return open.createArrayOf(type, values);
    }

    /** Runs one statement of our own making. */
    public void execute(String sql) throws SQLException {
      try (Statement statement = open.createStatement()) {
        statement.execute(sql);
      }
    }

    /** The connection itself, in autocommit, which must be left as it is. */
    public Connection connection() {
      return open;
    }
  }

  /**
   * Runs {@code use} on the connection.
   *
   * @throws SQLException what {@code use} throws, or that no connection could be opened; a broken
   *     connection is dropped, and the next use opens another
   */
  public <T> T use(Use<T> use) throws SQLException {
    lock.lock();
    try {
      Session session = new Session(open());
      try {
        return use.apply(session);
      } catch (SQLException e) {
        discard();
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  private Connection open() throws SQLException {
    if (closed) {
      throw new SQLException("the side connection is closed", "08003");
    }
    Connection current = connection;
    if (current == null) {
      current = source.open();
      current.setAutoCommit(true);
      try (Statement statement = current.createStatement()) {
        statement.execute(
            "select current_setting('application_name'), current_setting('statement_timeout'),"
                + " current_setting('plan_cache_mode'); "
                // The same few queries again and again: to plan one costs more than to run it.
                + settings(APPLICATION_NAME, STATEMENT_TIMEOUT, "force_generic_plan"));
        try (ResultSet was = statement.getResultSet()) {
          was.next();
          restoring = settings(was.getString(1), was.getString(2), was.getString(3));
        }
      }
      connection = current;
    }
    return current;
  }

  private static String settings(String application, String timeout, String plans) {
    return "select set_config('application_name', '"
        + application.replace("'", "''")
        + ("', false), set_config('statement_timeout', '" + timeout)
        + ("', false), set_config('plan_cache_mode', '" + plans + "', false)");
  }

  private void discard() {
    statements.clear();
    Connection broken = connection;
    connection = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (SQLException ignored) {
        // It is broken: that is why it is discarded.
      }
    }
  }

  /** Gives the connection back as it was, so that a pool may hand it to somebody else. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      Connection current = connection;
      if (current != null) {
        try (Statement statement = current.createStatement()) {
          statement.execute(restoring);
        } catch (SQLException ignored) {
          // Closing follows.
        }
      }
      discard();
    } finally {
      lock.unlock();
    }
  }
}
