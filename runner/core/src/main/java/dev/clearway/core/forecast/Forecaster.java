/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.CatalogReader;
import dev.clearway.core.catalog.CatalogRequest;
import dev.clearway.core.sql.ScriptText;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.StatementText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Forecasts the locks of a script: its statements against the catalog. Thread-safe.
 *
 * <p>What is forecast for a relation is never weaker than what PostgreSQL takes, so far as it can
 * be known: code that nobody can look into is listed in {@link LockForecast#unknowns()}. Of the
 * locks that rows are read and written with, those are listed that do not depend on the rows: on
 * tables, partitions, what views read, and what foreign keys look at; not on the partition that an
 * INSERT chooses, nor on sequences behind defaults. No application query waits for those. Indexes
 * are listed only where they are locked more strongly than queries notice on their table; toast
 * tables, temporary tables and system catalogs never.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html">Explicit Locking</a>
 */
public final class Forecaster {

  /** A function may call one that calls another; who nests deeper than this is unknown. */
  private static final int MOST_LOOKS = 8;

  private final SqlParser parser;
  private final CatalogReader reader = new CatalogReader();

  public Forecaster(SqlParser parser) {
    this.parser = parser;
  }

  /**
   * Forecasts the statements of one script in order, each on top of what those before it did.
   *
   * <p>The catalog is looked at once, and not at all where the script names nothing that existed
   * before. A name that stands for nothing forecasts nothing, and is said to be missing.
   *
   * @param statements in the order in which they will run
   * @param connection the migration's own, whose search path, role and uncommitted objects count;
   *     it is left as it is, but where autocommit is off its transaction has begun
   * @return one forecast for each statement
   * @throws SQLException if the catalog cannot be read
   */
  public List<LockForecast> forecast(List<String> statements, Connection connection)
      throws SQLException {
    List<StatementText> texts = statements.stream().map(s -> new StatementText(1, s)).toList();
    ScriptForecast script = forecastScripts(List.of(new ScriptText("", texts)), connection).get(0);
    return script.statements().stream().map(StatementForecast::forecast).toList();
  }

  /**
   * Forecasts scripts that will run one after the other, each on top of what those before it did:
   * what one makes does not count as existing for the next. Each begins with the settings that the
   * connection has.
   *
   * <p>The catalog is looked at once for all of them; again only where the body of a function, or a
   * renamed relation, needs more than could be told without it.
   *
   * @param connection as in {@link #forecast}; to be read only
   * @return one forecast for each script
   * @throws SQLException if the catalog cannot be read
   */
  public List<ScriptForecast> forecastScripts(List<ScriptText> scripts, Connection connection)
      throws SQLException {
    return outlook(scripts, connection).scripts();
  }

  /** The forecasts of scripts, and what had to be known of the database for them. */
  public static final class Outlook {
    private final List<ScriptForecast> scripts;
    private final CatalogRequest request;

    private Outlook(List<ScriptForecast> scripts, CatalogRequest request) {
      this.scripts = scripts;
      this.request = request;
    }

    /** One for each script. */
    public List<ScriptForecast> scripts() {
      return scripts;
    }
  }

  /**
   * As {@link #forecastScripts}, to be gone on with by {@link #simulate}.
   *
   * @throws SQLException if the catalog cannot be read
   */
  public Outlook outlook(List<ScriptText> scripts, Connection connection) throws SQLException {
    List<Parsed> parsed = scripts.stream().map(this::parse).toList();
    CatalogRequest request = new CatalogRequest(/* complete= */ true);
    return new Outlook(run(parsed, connection, request), request);
  }

  /**
   * A database to go through the same statements with: what the server says that they touch.
   * Nothing has been applied to it yet.
   *
   * @throws SQLException if the catalog cannot be read
   */
  public Simulation simulate(Outlook outlook, Connection connection) throws SQLException {
    CatalogRequest request = outlook.request;
    int major = connection.getMetaData().getDatabaseMajorVersion();
    return new Simulation(major, ScriptState.of(reader.read(connection, request), request));
  }

  /**
   * As {@link #forecast}, without a look at the catalog where it could only name the tables that
   * queries read and write: each statement's class is right, and no strong lock is missing.
   *
   * @param commands what {@link #parse} makes of the statements of {@code script}
   */
  public List<LockForecast> strongForecast(
      ScriptText script, List<SqlCommand> commands, Connection connection) throws SQLException {
    return run(
            List.of(new Parsed(script, commands)),
            connection,
            new CatalogRequest(/* complete= */ false))
        .get(0)
        .statements()
        .stream()
        .map(StatementForecast::forecast)
        .toList();
  }

  private List<ScriptForecast> run(
      List<Parsed> scripts, Connection connection, CatalogRequest request) throws SQLException {
    // the major version comes from the connection's start, without a round trip
    int major = connection.getMetaData().getDatabaseMajorVersion();
    List<ScriptForecast> forecasts = run(scripts, ScriptState.draft(request), major);
    for (int looks = 0; request.isOpen() && looks < MOST_LOOKS; looks++) {
      Catalog catalog = reader.read(connection, request);
      request.close();
      forecasts = run(scripts, ScriptState.of(catalog, request), major);
    }
    return forecasts;
  }

  /** A script with what its statements say. */
  private record Parsed(ScriptText script, List<SqlCommand> commands) {}

  private Parsed parse(ScriptText script) {
    return new Parsed(
        script, script.statements().stream().map(s -> parser.parse(s.sql())).toList());
  }

  private static List<ScriptForecast> run(List<Parsed> scripts, ScriptState state, int major) {
    List<ScriptForecast> forecasts = new ArrayList<>(scripts.size());
    for (Parsed parsed : scripts) {
      state.startScript();
      List<StatementForecast> statements = new ArrayList<>(parsed.commands.size());
      for (int i = 0; i < parsed.commands.size(); i++) {
        StatementText text = parsed.script.statements().get(i);
        SqlCommand command = parsed.commands.get(i);
        statements.add(
            new StatementForecast(
                text, command, new CommandForecast(state, major).forecast(command, text.sql())));
      }
      forecasts.add(new ScriptForecast(parsed.script.name(), statements));
    }
    return forecasts;
  }

  /**
   * Whether the server takes a statement only before any query of its transaction, the forecast's
   * own included: SET TRANSACTION. It locks nothing.
   */
  public static boolean mustComeFirst(SqlCommand command) {
    return command instanceof SqlCommand.Transaction transaction
        && transaction.step() == SqlCommand.Transaction.Step.SET;
  }

  /** Parses one statement; what the grammar does not know is told as such. */
  public SqlCommand parse(String statement) {
    return parser.parse(statement);
  }
}
