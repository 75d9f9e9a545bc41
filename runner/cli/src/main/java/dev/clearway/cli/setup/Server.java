/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What answers at the other end, seen once before the work begins, so that what keeps us out is
 * said in one sentence instead of by whoever stumbles on it first.
 *
 * @param database its name
 * @param version such as 17.11
 */
public record Server(String database, String version) {

  /** Products that begin as PostgreSQL does, and how {@code version()} gives them away. */
  private static final List<String> RELATIVES =
      List.of("Redshift", "-YB-", "Greenplum", "openGauss", "Materialize");

  private static final String QUERY = query();

  /**
   * Connects, looks and disconnects.
   *
   * @throws UnreachableException when there is no way in, or it is not a PostgreSQL to migrate
   */
  public static Server look(Target target) {
    try (Connection connection = open(target)) {
      return look(connection, target);
    } catch (SQLException e) {
      throw UnreachableException.of(target.label(), e);
    }
  }

  /**
   * Connects.
   *
   * @throws UnreachableException when there is no way in
   */
  public static Connection open(Target target) {
    try {
      return connect(target);
    } catch (SQLException e) {
      throw UnreachableException.of(target.label(), e);
    }
  }

  /**
   * Looks, on a connection of the caller's.
   *
   * @throws UnreachableException when the connection is lost, or it is not a PostgreSQL to migrate
   */
  public static Server look(Connection connection, Target target) {
    try (Statement statement = connection.createStatement()) {
      return look(statement, target);
    } catch (SQLException e) {
      throw UnreachableException.of(target.label(), e);
    }
  }

  private static Server look(Statement statement, Target target) throws SQLException {
    try (ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      String product = Objects.requireNonNullElse(row.getString(2), "");
      otherProduct(product)
          .ifPresent(
              other -> {
                throw new UnreachableException(
                    target.label() + " is not PostgreSQL but " + other,
                    "0A000",
                    "use Flyway itself there: Clearway guards PostgreSQL's locks only");
              });
      if (row.getBoolean(4)) {
        throw new UnreachableException(
            target.label() + " is a standby, which takes no migrations",
            "25006",
            "give the address of the primary");
      }
      return new Server(
          Objects.requireNonNull(row.getString(1)),
          Objects.requireNonNull(row.getString(3)).split(" ", 2)[0]);
    }
  }

  /** What calls itself this in {@code version()}, when it is not PostgreSQL. */
  static Optional<String> otherProduct(String version) {
    if (!version.startsWith("PostgreSQL ")) {
      return Optional.of(version.split("[\\s,]", 2)[0]);
    }
    return RELATIVES.stream()
        .filter(version::contains)
        .findFirst()
        .map(name -> name.equals("-YB-") ? "YugabyteDB" : name);
  }

  private static Connection connect(Target target) throws SQLException {
    int left = target.connectRetries();
    Duration pause = Duration.ofSeconds(1);
    while (true) {
      try {
        return target.dataSource().getConnection();
      } catch (SQLException e) {
        if (left-- <= 0 || !UnreachableException.mayPass(e)) {
          throw e;
        }
        pause(pause);
        pause = min(pause.multipliedBy(2), Duration.ofSeconds(target.connectRetriesInterval()));
      }
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static void pause(Duration pause) throws SQLException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting to connect", "57014", e);
    }
  }

  private static String query() {
    try (InputStream in = Objects.requireNonNull(Server.class.getResourceAsStream("server.sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
