/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

class SharedServerTest {

  @Test
  void isOneForTheWholeJvmAndStaysWhenItIsClosed() throws SQLException {
    PostgresServer server = PostgresServer.shared();
    server.close();
    assertThat(PostgresServer.shared()).isSameAs(server);
    try (TestDatabase database = server.createDatabase()) {
      assertThat(database.queryLong("SELECT 1")).isEqualTo(1);
    }
  }

  /** Which profile of the build has chosen the binaries shows only in the server itself. */
  @Test
  void isOfTheMajorThatWasAskedFor() throws SQLException {
    PostgresServer server = PostgresServer.shared();
    try (TestDatabase database = server.createDatabase()) {
      assertThat(database.queryLong("SELECT current_setting('server_version_num')::int / 10000"))
          .isEqualTo(server.major());
    }
    assumeTrue(server instanceof EmbeddedServer);
    assertThat(server.major()).isEqualTo(Integer.getInteger("postgres.version"));
  }

  @Test
  void usesAServerOfSomebodyElse() throws SQLException {
    PostgresServer server = PostgresServer.shared();
    String url =
        "%s?user=%s&password=%s"
            .formatted(server.jdbcUrl("postgres"), server.user(), server.password());
    PostgresServer same = ExternalServer.at(url);
    assertThat(same.major()).isEqualTo(server.major());
    try (TestDatabase database = same.createDatabase()) {
      assertThat(database.jdbcUrl()).isEqualTo(server.jdbcUrl(database.name()));
      DatabaseRole role = database.createRole("app");
      assertThatThrownBy(
              () ->
                  ExternalServer.at(
                      "%s?user=%s&password=%s"
                          .formatted(database.jdbcUrl(), role.name(), role.password())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a superuser");
    }
    assertThatThrownBy(() -> ExternalServer.at("localhost"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("postgres.url");
  }

  @Test
  void saysThatThereIsNoDocker() {
    assumeFalse(DockerClientFactory.instance().isDockerAvailable());
    assertThatThrownBy(() -> DockerServer.start(17))
        .isInstanceOf(ProviderUnavailableException.class)
        .hasMessageContaining("there is no Docker");
  }
}
