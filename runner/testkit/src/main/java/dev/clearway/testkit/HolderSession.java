/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The session of a lock holder. */
record HolderSession(TestDatabase database, Connection connection, int pid) {

  /** Whose session it is. */
  static final class Owner {
    String application = "holder";
    @Nullable DatabaseRole role;
  }

  static HolderSession open(TestDatabase database, Owner owner) throws SQLException {
    DatabaseRole role = owner.role;
    Connection connection =
        Connections.open(
            database.jdbcUrl(),
            role == null ? database.user() : role.name(),
            role == null ? database.password() : role.password(),
            owner.application);
    return new HolderSession(database, connection, Connections.pid(connection));
  }

  /** Closes it, and returns when the server has noticed. */
  void close() throws SQLException {
    connection.close();
    database.await().sessionGone(pid);
  }
}
