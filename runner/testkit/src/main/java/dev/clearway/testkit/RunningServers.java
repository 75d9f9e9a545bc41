/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stops the embedded servers that are left when the JVM ends. */
final class RunningServers {

  private static final Set<EmbeddedServer> SERVERS = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> SERVERS.parallelStream().forEach(EmbeddedServer::shutDown),
                "embedded-postgres-shutdown"));
  }

  private RunningServers() {}

  static void add(EmbeddedServer server) {
    SERVERS.add(server);
  }

  static void remove(EmbeddedServer server) {
    SERVERS.remove(server);
  }
}
