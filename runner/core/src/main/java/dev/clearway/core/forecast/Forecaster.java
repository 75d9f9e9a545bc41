/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.CatalogSnapshot;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlParser;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Forecasts what the statements of one script lock, each on top of what those before it did. Asks
 * the catalog once for a script, and not at all for one that touches nothing that existed before.
 * Stateless and thread-safe.
 */
public final class Forecaster {

  private final SqlParser parser;

  public Forecaster(SqlParser parser) {
    this.parser = parser;
  }

  /**
   * One forecast for each statement.
   *
   * @param connection the session that is going to run them: its search_path and its uncommitted
   *     relations count; it is left as it is
   */
  public List<LockForecast> forecast(List<String> statements, Connection connection)
      throws SQLException {
    List<SqlCommand> commands = statements.stream().map(parser::parse).toList();
    CatalogSnapshot catalog = CatalogSnapshot.of(existing(commands), connection);
    ScriptNames names = new ScriptNames();
    List<LockForecast> forecasts = new ArrayList<>();
    for (SqlCommand command : commands) {
      forecasts.add(new CommandForecast(catalog, names).of(command));
      names.after(command, catalog);
    }
    return forecasts;
  }

  /**
   * Whether the server takes a statement only before any query of its transaction, the forecast's
   * own included: SET TRANSACTION. It locks nothing.
   */
  public boolean mustComeFirst(String statement) {
    return parser.parse(statement) instanceof SqlCommand.Transaction transaction
        && transaction.step() == SqlCommand.Transaction.Step.SET;
  }

  /** The names that may stand for something that was there before the script. */
  private static Set<QualifiedName> existing(List<SqlCommand> commands) {
    Set<QualifiedName> existing = new LinkedHashSet<>();
    ScriptNames names = new ScriptNames();
    for (SqlCommand command : commands) {
      for (QualifiedName name : Names.of(command)) {
        if (!names.isFresh(name)) {
          existing.add(names.original(name));
        }
      }
      names.after(command, CatalogSnapshot.empty());
    }
    return existing;
  }
}
