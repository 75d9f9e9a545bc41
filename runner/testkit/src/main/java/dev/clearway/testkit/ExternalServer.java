/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.postgresql.ds.PGSimpleDataSource;

/** A server that somebody else runs; the databases that were made on it are dropped again. */
final class ExternalServer implements PostgresServer {

  private final String host;
  private final int port;
  private final String user;
  private final String password;
  private final int major;
  private final Databases databases = new Databases(this);

  private ExternalServer(PGSimpleDataSource source) throws SQLException {
    host = source.getServerNames()[0];
    port = source.getPortNumbers()[0];
    user = Objects.requireNonNullElse(source.getUser(), System.getProperty("user.name", ""));
    password = Objects.requireNonNullElse(source.getPassword(), "");
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('server_version_num')::int / 10000, rolsuper"
                    + " FROM pg_roles WHERE rolname = current_user")) {
      row.next();
      major = row.getInt(1);
      if (!row.getBoolean(2)) {
        throw new IllegalArgumentException("postgres.url: " + user + " is not a superuser");
      }
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::dropTemplates));
  }

  static ExternalServer at(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      source.setURL(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "postgres.provider=url needs postgres.url=jdbc:postgresql://host:port/?user=...", e);
    }
    try {
      return new ExternalServer(source);
    } catch (SQLException e) {
      throw new IllegalStateException("postgres.url: cannot connect", e);
    }
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String user() {
    return user;
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public int major() {
    return major;
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host() + ":" + port() + "/" + database;
  }

  @Override
  public TestDatabase createDatabase(DatabaseTemplate template) throws SQLException {
    return databases.copy(template);
  }

  @Override
  public void close() {}

  private void dropTemplates() {
    try {
      databases.dropTemplates();
    } catch (SQLException e) {
      System.err.println("The template databases of this run are left behind: " + e.getMessage());
    }
  }
}
