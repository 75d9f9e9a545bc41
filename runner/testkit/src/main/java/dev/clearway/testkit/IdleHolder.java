/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.testkit;

import java.sql.SQLException;
import java.sql.Statement;

/** Holds its locks in a session that is idle in its transaction. */
final class IdleHolder extends LockHolder {

  private final HolderSession session;

  // The statement stays open: closing it would let the snapshot go, which an application that has
  // not read its result to the end keeps.
  IdleHolder(HolderSession session, String sql) throws SQLException {
    this.session = session;
    try {
      session.connection().setAutoCommit(false);
      Statement statement = session.connection().createStatement();
      statement.execute(sql);
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public int pid() {
    return session.pid();
  }

  @Override
  void end() throws SQLException {
    session.close();
  }
}
