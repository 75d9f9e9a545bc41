/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.sql.SQLException;

/**
 * What the connection is to.
 *
 * @param version such as 17.11
 * @param major such as 17
 * @param role the current one
 * @param pid of our session
 */
record ServerFacts(String database, String version, int major, String role, int pid) {

  static ServerFacts of(Session session) throws SQLException {
    return session.one(
        "server.sql",
        row ->
            new ServerFacts(
                row.getString("database"),
                row.getString("version").split(" ", 2)[0],
                row.getInt("version_number") / 10_000,
                row.getString("role"),
                row.getInt("pid")));
  }
}
