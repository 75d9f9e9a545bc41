/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.ledger.LedgerTable;
import dev.clearway.core.ledger.PartialScript;
import dev.clearway.core.ledger.RunTable;
import dev.clearway.core.ledger.StatementLedger;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.api.configuration.Configuration;

/** Where the statement ledger of a Flyway configuration is, and what it has. */
public final class Ledgers {

  private Ledgers() {}

  /** The scripts that have been begun and are not done; empty where there is no ledger. */
  public static List<PartialScript> partial(Configuration flyway) throws SQLException {
    try (Connection connection = flyway.getDataSource().getConnection()) {
      return new StatementLedger(table(flyway, connection)).partial(connection);
    }
  }

  /**
   * The runs that are summed up beside the history, the oldest first; empty where there are none.
   *
   * @throws SQLException when the database cannot be asked
   */
  public static List<RunTable.Row> runs(Configuration flyway) throws SQLException {
    try (Connection connection = flyway.getDataSource().getConnection()) {
      return RunTable.beside(table(flyway, connection)).read(connection);
    }
  }

  /** The ledger's table: beside the history, wherever Flyway looks for that. */
  static LedgerTable table(Configuration flyway, Connection connection) throws SQLException {
    String schema =
        flyway.getDefaultSchema() != null
            ? flyway.getDefaultSchema()
            : flyway.getSchemas().length > 0
                ? flyway.getSchemas()[0]
                : String.valueOf(connection.getSchema());
    return LedgerTable.beside(schema, flyway.getTable());
  }
}
