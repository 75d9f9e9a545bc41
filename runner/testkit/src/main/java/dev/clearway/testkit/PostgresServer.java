/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A running PostgreSQL server on which the testkit is superuser. Safe for use by several threads.
 *
 * <p>System properties choose the {@linkplain #shared() shared} one: {@code postgres.provider} is
 * {@code embedded} (default), {@code docker} or {@code url}; {@code postgres.version} is the major,
 * 14 to 18, of the first two (default: the one on the class path); {@code postgres.url} is the JDBC
 * URL, with a superuser's name and password in it, of the third.
 */
public sealed interface PostgresServer extends AutoCloseable
    permits EmbeddedServer, DockerServer, ExternalServer {

  /** The {@code application_name} of the testkit's own connections. */
  String APPLICATION_NAME = "testkit";

  /**
   * The server that all ordinary tests of this JVM use, started by the first call and stopped when
   * the JVM ends. Closing it does nothing.
   *
   * @throws ProviderUnavailableException where this machine cannot give what the properties ask for
   */
  static PostgresServer shared() {
    return SharedServer.get();
  }

  /**
   * An embedded server of its own, of the default major, for whoever wants to stop it. For settings
   * of its own see {@link EmbeddedServer#builder()}.
   */
  static EmbeddedServer start() {
    return EmbeddedServer.builder().start();
  }

  /**
   * An embedded server of its own.
   *
   * @param major one of {@link EmbeddedServer#availableMajors()}
   */
  static EmbeddedServer start(int major) {
    return EmbeddedServer.builder().major(major).start();
  }

  /** The host name or address that the server listens on. */
  String host();

  /** The TCP port that the server listens on. */
  int port();

  /** The superuser's name. */
  String user();

  /** The superuser's password. */
  String password();

  /** The server's major version, such as 17. */
  int major();

  /** The JDBC URL of a database on this server, without user and password. */
  String jdbcUrl(String database);

  /** Opens an autocommit connection as the superuser. The caller closes it. */
  default Connection connect(String database) throws SQLException {
    return Connections.open(jdbcUrl(database), user(), password(), APPLICATION_NAME);
  }

  /** Creates an empty database with a name of its own. Closing it drops it. */
  default TestDatabase createDatabase() throws SQLException {
    return createDatabase(new DatabaseTemplate.Empty());
  }

  /**
   * Creates a database with a name of its own as a copy of a template, which is prepared when a
   * server sees its class for the first time. Closing it drops it.
   */
  TestDatabase createDatabase(DatabaseTemplate template) throws SQLException;

  @Override
  void close();
}
