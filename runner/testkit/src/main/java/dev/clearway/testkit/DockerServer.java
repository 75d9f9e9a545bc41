/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.SQLException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A server in a container of the official image. Testcontainers is optional: nothing outside this
 * class names it, and this class is loaded only when Docker is asked for. Testcontainers removes
 * the container when the JVM is gone.
 */
final class DockerServer implements PostgresServer {

  private final PostgreSQLContainer container;
  private final int major;
  private final Databases databases = new Databases(this);

  private DockerServer(PostgreSQLContainer container, int major) {
    this.container = container;
    this.major = major;
  }

  static DockerServer start(int major) {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new ProviderUnavailableException("postgres.provider=docker, but there is no Docker");
    }
    PostgreSQLContainer container =
        new PostgreSQLContainer("postgres:" + major)
            .withUsername("postgres")
            .withPassword(Names.password());
    container.setCommand(
        "postgres",
        "-c",
        "fsync=off",
        "-c",
        "max_connections=200",
        "-c",
        "max_prepared_transactions=20");
    container.start();
    return new DockerServer(container, major);
  }

  @Override
  public String host() {
    return container.getHost();
  }

  @Override
  public int port() {
    return container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
  }

  @Override
  public String user() {
    return container.getUsername();
  }

  @Override
  public String password() {
    return container.getPassword();
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
}
