/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.SQLException;
import java.sql.Statement;

/** Holds its locks in a prepared transaction. */
final class PreparedHolder extends LockHolder {

  private final TestDatabase database;
  private final String gid;

  PreparedHolder(TestDatabase database, HolderSession.Owner owner, String sql) throws SQLException {
    this.database = database;
    gid = Names.unique(owner.application);
    HolderSession session = HolderSession.open(database, owner);
    try (Statement statement = session.connection().createStatement()) {
      session.connection().setAutoCommit(false);
      statement.execute(sql);
      statement.execute("PREPARE TRANSACTION " + literal());
    } finally {
      session.close();
    }
  }

  @Override
  public int pid() {
    return 0;
  }

  @Override
  void end() throws SQLException {
    if (database.queryLong("SELECT count(*) FROM pg_prepared_xacts WHERE gid = ?", gid) == 1) {
      database.execute("ROLLBACK PREPARED " + literal());
    }
  }

  private String literal() {
    return "'" + gid.replace("'", "''") + "'";
  }
}
