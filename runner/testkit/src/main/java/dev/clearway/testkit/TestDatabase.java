/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database that exists for one test. Safe for use by several threads.
 *
 * <p>{@link #execute} and the queries share one autocommit connection of the superuser, with one
 * statement at a time: for a session of its own use {@link #connect()}.
 */
public final class TestDatabase implements AutoCloseable {

  private final PostgresServer server;
  private final Databases databases;
  private final String name;
  private final List<DatabaseRole> roles = new ArrayList<>();
  private final AdminSession admin;
  private final AdminSession watcher;
  private boolean closed;

  TestDatabase(PostgresServer server, Databases databases, String name) {
    this.server = server;
    this.databases = databases;
    this.name = name;
    admin = new AdminSession(server, name);
    watcher = new AdminSession(server, name);
  }

  /** The server that this database is on. */
  public PostgresServer server() {
    return server;
  }

  /** The database's name, which needs no quotes in SQL. */
  public String name() {
    return name;
  }

  /** The JDBC URL of this database, without user and password. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** The JDBC URL of this database by way of another address, such as a proxy's. */
  public String jdbcUrl(String host, int port) {
    return "jdbc:postgresql://" + host + ":" + port + "/" + name;
  }

  /** The superuser's name. */
  public String user() {
    return server.user();
  }

  /** The superuser's password. */
  public String password() {
    return server.password();
  }

  /** Connections as the superuser, each a new one. */
  public DataSource dataSource() {
    return Connections.dataSource(jdbcUrl(), user(), password(), PostgresServer.APPLICATION_NAME);
  }

  /** Connections as a role, each a new one. */
  public DataSource dataSource(DatabaseRole role) {
    return Connections.dataSource(
        jdbcUrl(), role.name(), role.password(), PostgresServer.APPLICATION_NAME);
  }

  /** Opens an autocommit connection as the superuser. The caller closes it. */
  public Connection connect() throws SQLException {
    return connect(PostgresServer.APPLICATION_NAME);
  }

  /** Opens one with an {@code application_name}. The caller closes it. */
  public Connection connect(String applicationName) throws SQLException {
    return Connections.open(jdbcUrl(), user(), password(), applicationName);
  }

  /** Opens an autocommit connection as a role. The caller closes it. */
  public Connection connectAs(DatabaseRole role) throws SQLException {
    return dataSource(role).getConnection();
  }

  /** The server's process id for a session. In autocommit mode, that leaves nothing open in it. */
  public static int pid(Connection connection) throws SQLException {
    return Connections.pid(connection);
  }

  /** Runs SQL as the superuser, in autocommit mode. Several statements make one transaction. */
  public void execute(String sql) throws SQLException {
    admin.execute(sql);
  }

  /**
   * The same in a session of its own, which ends: until PostgreSQL 14 a session that stays tells
   * its statistics with a later statement only, and autovacuum does not know what it has done.
   */
  public void executeAndLeave(String sql) throws SQLException {
    try (Connection session = connect();
        Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the only row; 0 where it is null. */
  public long queryLong(String sql, Object... parameters) throws SQLException {
    @Nullable String value = queryString(sql, parameters);
    return value == null ? 0 : Long.parseLong(value);
  }

  /** The first column of the only row, as text. */
  public @Nullable String queryString(String sql, Object... parameters) throws SQLException {
    List<@Nullable String> values = queryStrings(sql, parameters);
    if (values.size() != 1) {
      throw new IllegalStateException(values.size() + " rows instead of one from " + sql);
    }
    return values.get(0);
  }

  /** The first column of all rows, as text. */
  public List<@Nullable String> queryStrings(String sql, Object... parameters) throws SQLException {
    return admin.query(sql, parameters);
  }

  /** Whether a table of any schema has a column of that name. */
  public boolean hasColumn(String table, String column) throws SQLException {
    return queryLong(
            "SELECT count(*) FROM information_schema.columns"
                + " WHERE table_name = ? AND column_name = ?",
            table,
            column)
        > 0;
  }

  /**
   * Waits for conditions in this database, over a session of its own, so that it can watch a
   * statement of {@link #execute} wait.
   */
  public Await await() {
    return new Await(watcher);
  }

  /**
   * Creates a role with few rights: it may log in and connect to this database. It is dropped
   * together with the database.
   *
   * @param prefix start of its name, in lower case letters
   * @param memberOf roles that it is a member of, such as {@code pg_read_all_stats}
   */
  public synchronized DatabaseRole createRole(String prefix, String... memberOf)
      throws SQLException {
    DatabaseRole role = new DatabaseRole(Names.unique(prefix), Names.password());
    execute("CREATE ROLE " + role.name() + " LOGIN PASSWORD '" + role.password() + "'");
    roles.add(role);
    for (String group : memberOf) {
      execute("GRANT " + group + " TO " + role.name());
    }
    return role;
  }

  /** Ends all its sessions and prepared transactions and drops it, with its roles. */
  @Override
  public synchronized void close() throws SQLException {
    if (closed) {
      return;
    }
    // DROP DATABASE refuses while there are prepared transactions, forced or not.
    for (@Nullable String gid :
        queryStrings("SELECT gid FROM pg_prepared_xacts WHERE database = current_database()")) {
      execute("ROLLBACK PREPARED " + "'" + String.valueOf(gid).replace("'", "''") + "'");
    }
    disconnect();
    databases.drop(name, roles);
    closed = true;
  }

  /** Closes the testkit's own sessions; the next use opens others. */
  void disconnect() throws SQLException {
    admin.close();
    watcher.close();
  }
}
