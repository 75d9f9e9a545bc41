/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import org.jspecify.annotations.Nullable;

/** Starts the server of {@link PostgresServer#shared()} when it is first asked for. */
final class SharedServer {

  private static @Nullable PostgresServer server;

  private SharedServer() {}

  static synchronized PostgresServer get() {
    if (server == null) {
      server = start();
    }
    return server;
  }

  private static PostgresServer start() {
    String provider = property("postgres.provider", "embedded");
    return switch (provider) {
      case "embedded" -> EmbeddedServer.builder().shared().start();
      case "docker" -> DockerServer.start(major());
      case "url" -> ExternalServer.at(property("postgres.url", ""));
      default ->
          throw new IllegalArgumentException(
              "postgres.provider is embedded, docker or url, not " + provider);
    };
  }

  /** The major that the system properties ask for. */
  static int major() {
    String major = property("postgres.version", "");
    return major.isEmpty() ? PostgresBinaries.classPathMajor() : Integer.parseInt(major);
  }

  /** Maven passes a property that is not set as an empty one. */
  private static String property(String name, String otherwise) {
    String value = System.getProperty(name, "");
    return value.isBlank() ? otherwise : value.trim();
  }
}
