/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import java.sql.Connection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.internal.callback.CallbackExecutor;
import org.flywaydb.core.internal.database.base.BaseDatabaseType;
import org.flywaydb.core.internal.database.base.Database;
import org.flywaydb.core.internal.jdbc.ExecutionTemplate;
import org.flywaydb.core.internal.jdbc.JdbcConnectionFactory;
import org.flywaydb.core.internal.jdbc.StatementInterceptor;
import org.flywaydb.core.internal.parser.Parser;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScriptExecutorFactory;
import org.flywaydb.core.internal.sqlscript.SqlScriptFactory;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.flywaydb.database.postgresql.PostgreSQLDatabaseType;

/**
 * Flyway's PostgreSQL, under the guard. Flyway finds it on the class path by itself and prefers it
 * to its own; every other database stays what it was.
 *
 * <p>Flyway keeps one instance for all configurations of a JVM, so nothing of a run lives here: a
 * run's guard belongs to its {@link GuardedDatabase}, and is found by the connection.
 */
public final class ClearwayDatabaseType extends PostgreSQLDatabaseType {

  /**
   * Products that answer to PostgreSQL's name and protocol, by what they add to {@code version()}.
   */
  private static final List<String> OTHER_PRODUCTS =
      List.of(
          "CockroachDB",
          "-YB-",
          "Redshift",
          "Greenplum",
          "Cloudberry",
          "openGauss",
          "GaussDB",
          "Materialize",
          "RisingWave",
          "CrateDB",
          "QuestDB",
          "Spanner");

  /** One more than Flyway's own type: the types of other products come first, or at our side. */
  @Override
  public int getPriority() {
    return 1;
  }

  @Override
  public boolean handlesDatabaseProductNameAndVersion(
      String databaseProductName, String databaseProductVersion, Connection connection) {
    return super.handlesDatabaseProductNameAndVersion(
            databaseProductName, databaseProductVersion, connection)
        && (GuardedConnections.find(connection) != null || isPostgreSql(connection));
  }

  /** Whether the server says that it is PostgreSQL itself. */
  static boolean isPostgreSql(Connection connection) {
    String version = BaseDatabaseType.getSelectVersionOutput(connection);
    return version.startsWith("PostgreSQL ")
        && OTHER_PRODUCTS.stream().noneMatch(version::contains);
  }

  @Override
  @SuppressWarnings({
    "rawtypes", // Flyway's own signature
    "deprecation" // getExact, the newer name of getPlugin, is not in Flyway 10
  })
  public Database createDatabase(
      Configuration configuration,
      JdbcConnectionFactory jdbcConnectionFactory,
      StatementInterceptor statementInterceptor) {
    if (statementInterceptor != null
        || ClearwayConfigurationExtension.reader(configuration) != null) {
      // A dry run writes statements to a file and executes none; a reader has none to execute.
      return super.createDatabase(configuration, jdbcConnectionFactory, statementInterceptor);
    }
    // Flyway's default holds its advisory lock in an idle transaction on a second connection, for
    // which every concurrent index build waits for ever.
    PostgreSQLConfigurationExtension postgresql =
        configuration.getPluginRegister().getPlugin(PostgreSQLConfigurationExtension.class);
    if (postgresql != null) {
      postgresql.setTransactionalLock(false);
    }
    return new GuardedDatabase(configuration, jdbcConnectionFactory);
  }

  @Override
  public Parser createParser(
      Configuration configuration,
      ResourceProvider resourceProvider,
      ParsingContext parsingContext) {
    return new GuardedParser(configuration, parsingContext);
  }

  @Override
  public SqlScriptFactory createSqlScriptFactory(
      Configuration configuration, ParsingContext parsingContext) {
    SqlScriptFactory plain = super.createSqlScriptFactory(configuration, parsingContext);
    PendingScripts reader = ClearwayConfigurationExtension.reader(configuration);
    if (reader != null) {
      return (resource, mixed, resourceProvider) -> {
        SqlScript script = plain.createSqlScript(resource, mixed, resourceProvider);
        reader.add(script);
        return script;
      };
    }
    ScriptResources scripts = ClearwayConfigurationExtension.scripts(configuration);
    return scripts == null
        ? plain
        : (resource, mixed, resourceProvider) -> {
          scripts.add(resource);
          return plain.createSqlScript(resource, mixed, resourceProvider);
        };
  }

  @Override
  public ExecutionTemplate createTransactionalExecutionTemplate(
      Connection connection, boolean rollbackOnException) {
    GuardedConnections.Guarded guarded = GuardedConnections.find(connection);
    return guarded == null || !rollbackOnException
        ? super.createTransactionalExecutionTemplate(connection, rollbackOnException)
        : new GuardedExecutionTemplate(guarded);
  }

  @Override
  public SqlScriptExecutorFactory createSqlScriptExecutorFactory(
      JdbcConnectionFactory jdbcConnectionFactory,
      CallbackExecutor<Event> callbackExecutor,
      StatementInterceptor statementInterceptor) {
    SqlScriptExecutorFactory plain =
        super.createSqlScriptExecutorFactory(
            jdbcConnectionFactory, callbackExecutor, statementInterceptor);
    return (connection, undo, batch, outputQueryResults) -> {
      GuardedConnections.Guarded guarded = GuardedConnections.find(connection);
      return guarded == null
          ? plain.createSqlScriptExecutor(connection, undo, batch, outputQueryResults)
          : new GuardedScriptExecutor(
              plain.createSqlScriptExecutor(connection, undo, batch, outputQueryResults), guarded);
    };
  }
}
