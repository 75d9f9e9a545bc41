/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.cli.setup;

import dev.clearway.core.config.ConfigurationProblem;
import dev.clearway.core.config.ConfiguredValue;
import dev.clearway.core.config.Setting;
import dev.clearway.core.config.SettingType;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where the database is and as whom to connect to it.
 *
 * @param shown the address for people, with where it came from
 * @param label {@code shop on db1:5432}
 * @param password the secret in it; null where .pgpass or the server's trust is to do
 * @param dataSource opens a new session on each call; holds none
 */
record Address(
    ConfiguredValue<String> shown,
    String label,
    @Nullable String password,
    PGSimpleDataSource dataSource) {

  private static final Setting<String> URL = Setting.of("url", SettingType.TEXT, "", "");

  /** Held, so that its level is not forgotten: the driver logs addresses with what is in them. */
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  static {
    DRIVER.setLevel(Level.OFF);
  }

  /** What libpq reads from the environment, by pgjdbc's name of the property. */
  private static final Map<String, String> VARIABLES =
      Map.of(
          "PGSSLMODE", "sslmode",
          "PGSSLROOTCERT", "sslrootcert",
          "PGSSLCERT", "sslcert",
          "PGSSLKEY", "sslkey",
          "PGCHANNELBINDING", "channelBinding",
          "PGCONNECT_TIMEOUT", "connectTimeout",
          "PGOPTIONS", "options");

  /**
   * Reads the address from what was given and, where that says nothing, from libpq's variables.
   *
   * @return empty when no database is named at all, or something is wrong with it
   */
  static Optional<Address> read(
      Surroundings around,
      Map<String, ConfiguredValue<?>> flyway,
      Map<String, ConfiguredValue<String>> entries,
      List<ConfigurationProblem> problems) {
    ConfiguredValue<?> given = flyway.get("url");
    String origin;
    String text;
    if (given != null) {
      origin = given.origin();
      text = Objects.toString(given.value());
    } else {
      origin = "environment PG*";
      text = fromVariables(around, problems);
      if (text == null) {
        return Optional.empty();
      }
    }
    PostgresUrl url;
    try {
      url = PostgresUrl.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(new ConfigurationProblem("url", origin, origin + ": " + e.getMessage()));
      return Optional.empty();
    }
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    try {
      dataSource.setURL(url.address());
    } catch (IllegalArgumentException e) {
      problems.add(
          new ConfigurationProblem(
              "url",
              origin,
              origin + ": " + url.address() + " is not jdbc:postgresql://host:port/database"));
      return Optional.empty();
    }
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("ApplicationName", "clearway");
    properties.put("tcpKeepAlive", "true");
    VARIABLES.forEach(
        (variable, property) -> {
          String value = around.variable(variable);
          if (value != null) {
            properties.put(property, value);
          }
        });
    properties.putAll(url.properties());
    properties.putAll(FlywayConfiguration.map("jdbcProperties.", entries));
    String user = first(text(flyway, "user"), url.user(), around.variable("PGUSER"));
    String password =
        first(text(flyway, "password"), url.password(), around.variable("PGPASSWORD"));
    if (user != null) {
      properties.put("user", user);
    }
    if (password != null) {
      properties.put("password", password);
    }
    properties.forEach(
        (name, value) -> {
          try {
            dataSource.setProperty(name, value);
          } catch (SQLException e) {
            problems.add(
                new ConfigurationProblem(
                    "url", origin, origin + ": pgjdbc has no property " + name));
          }
        });
    return Optional.of(
        new Address(
            new ConfiguredValue<>(URL, url.address(), origin),
            label(dataSource),
            password,
            dataSource));
  }

  private static String label(PGSimpleDataSource dataSource) {
    String[] hosts = dataSource.getServerNames();
    int[] ports = dataSource.getPortNumbers();
    StringBuilder label = new StringBuilder();
    String database = first(dataSource.getDatabaseName(), dataSource.getUser());
    if (database != null) {
      label.append(database).append(" on ");
    }
    for (int i = 0; i < hosts.length; i++) {
      int port = i < ports.length && ports[i] > 0 ? ports[i] : 5432;
      label.append(i == 0 ? "" : ",").append(hosts[i]).append(':').append(port);
    }
    return label.toString();
  }

  /** A URL out of libpq's variables; null where none of them names a database. */
  private static @Nullable String fromVariables(
      Surroundings around, List<ConfigurationProblem> problems) {
    String host = first(around.variable("PGHOSTADDR"), around.variable("PGHOST"));
    String database = around.variable("PGDATABASE");
    String service = around.variable("PGSERVICE");
    if (host == null && database == null && service == null) {
      return null;
    }
    if (host != null && host.startsWith("/")) {
      problems.add(
          new ConfigurationProblem(
              "url",
              "environment PGHOST",
              "environment PGHOST: it is the directory of a socket; Java connects over TCP"));
      return null;
    }
    if (service != null && host == null && database == null) {
      return "jdbc:postgresql://?service=" + service;
    }
    String port = around.variable("PGPORT");
    return "postgresql://%s%s/%s%s"
        .formatted(
            host == null ? "localhost" : host,
            port == null ? "" : ":" + port,
            database == null ? "" : PostgresUrl.encode(database),
            service == null ? "" : "?service=" + service);
  }

  private static @Nullable String text(Map<String, ConfiguredValue<?>> flyway, String key) {
    ConfiguredValue<?> value = flyway.get(key);
    return value == null ? null : Objects.toString(value.value());
  }

  private static @Nullable String first(@Nullable String... texts) {
    for (String text : texts) {
      if (text != null && !text.isEmpty()) {
        return text;
      }
    }
    return null;
  }
}
