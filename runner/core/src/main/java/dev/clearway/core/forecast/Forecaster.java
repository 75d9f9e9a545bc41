/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.CatalogReader;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlParser;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Forecasts the locks of a script: its statements against the catalog. Thread-safe.
 *
 * <p>What is forecast for a relation is never weaker than what PostgreSQL takes, so far as it can
 * be known: code that nobody can look into gives an {@link StatementClass#UNKNOWN} forecast. ACCESS
 * SHARE, ROW SHARE and ROW EXCLUSIVE are forecast for the tables that a query names, not for their
 * partitions, indexes and foreign keys: no application query waits for those. Indexes are listed
 * only where they are locked more strongly than queries notice on their table.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html">Explicit Locking</a>
 */
public final class Forecaster {

  private final SqlParser parser;
  private final CatalogReader reader = new CatalogReader();

  public Forecaster(SqlParser parser) {
    this.parser = parser;
  }

  /**
   * Forecasts the statements of one script in order, each on top of what those before it did.
   *
   * <p>The catalog is looked at once, and not at all where the script names nothing that existed
   * before. A name that stands for nothing forecasts nothing: the statement will fail by itself.
   *
   * @param statements in the order in which they will run
   * @param connection the migration's own, whose search path, role and uncommitted objects count;
   *     it is left as it is, but where autocommit is off its transaction has begun
   * @return one forecast for each statement
   * @throws SQLException if the catalog cannot be read
   */
  public List<LockForecast> forecast(List<String> statements, Connection connection)
      throws SQLException {
    return forecastCommands(statements.stream().map(parser::parse).toList(), connection);
  }

  /** As {@link #forecast}, for statements that are parsed already. */
  public List<LockForecast> forecastCommands(List<SqlCommand> commands, Connection connection)
      throws SQLException {
    // the major version comes from the connection's start, without a round trip
    int major = connection.getMetaData().getDatabaseMajorVersion();
    ScriptState draft = new ScriptState();
    List<LockForecast> forecasts = run(commands, draft, major);
    if (draft.request().isEmpty()) {
      return forecasts;
    }
    Catalog catalog = reader.read(connection, draft.request());
    return run(commands, new ScriptState(catalog), major);
  }

  /**
   * Whether the server takes a statement only before any query of its transaction, the forecast's
   * own included: SET TRANSACTION. It locks nothing.
   */
  public boolean mustComeFirst(String statement) {
    return parser.parse(statement) instanceof SqlCommand.Transaction transaction
        && transaction.step() == SqlCommand.Transaction.Step.SET;
  }

  private static List<LockForecast> run(List<SqlCommand> commands, ScriptState state, int major) {
    List<LockForecast> forecasts = new ArrayList<>(commands.size());
    for (SqlCommand command : commands) {
      forecasts.add(new CommandForecast(state, major).forecast(command));
    }
    return forecasts;
  }
}
