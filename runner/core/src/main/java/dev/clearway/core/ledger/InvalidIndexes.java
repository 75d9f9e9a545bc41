/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Drops invalid indexes, and nothing else. */
public final class InvalidIndexes {

  private InvalidIndexes() {}

  /**
   * Drops {@code index} concurrently, if it still is there and invalid. Waits for the transactions
   * that use its table, within the session's timeouts.
   *
   * @throws SQLException if it could not be dropped, or not in time
   */
  public static void drop(Connection connection, IndexFacts index) throws SQLException {
    IndexFacts now = CatalogLook.index(connection, index.oid());
    if (now != null && !now.valid()) {
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute(dropSql(now));
      }
    }
  }

  /** The statement that drops it. */
  public static String dropSql(IndexFacts index) {
    return "drop index concurrently " + index.sql();
  }
}
