/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.guard.GuardedSession.ScriptRun;
import dev.clearway.core.sql.RawTexts;
import dev.clearway.core.sql.Redaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.callback.Warning;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.jdbc.JdbcTemplate;
import org.flywaydb.core.internal.jdbc.Results;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScriptExecutor;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.jspecify.annotations.Nullable;

/** A script whose statements run under the guard; in everything else the script that it wraps. */
final class GuardedSqlScript implements SqlScript {

  private final SqlScript script;
  private final ScriptRun run;
  private final boolean wrapped;
  private final RawTexts rawTexts;

  /**
   * @param wrapped whether its first and its last statement are a BEGIN and a COMMIT that are not
   *     to be sent
   * @param rawTexts hears what the server says before anything is taken out of it
   */
  GuardedSqlScript(SqlScript script, ScriptRun run, boolean wrapped, RawTexts rawTexts) {
    this.script = script;
    this.run = run;
    this.wrapped = wrapped;
    this.rawTexts = rawTexts;
  }

  @Override
  public SqlStatementIterator getSqlStatements() {
    SqlStatementIterator statements = script.getSqlStatements();
    return new SqlStatementIterator() {
      private int index;

      @Override
      public boolean hasNext() {
        return statements.hasNext();
      }

      @Override
      @SuppressWarnings("NullAway") // Flyway's iterator ends with null
      public SqlStatement next() {
        SqlStatement statement = statements.next();
        return statement == null ? null : new Guarded(statement, index++);
      }

      @Override
      public void close() {
        statements.close();
      }
    };
  }

  private final class Guarded implements SqlStatement {

    private final SqlStatement statement;
    private final int index;
    private boolean refused;

    Guarded(SqlStatement statement, int index) {
      this.statement = statement;
      this.index = index;
    }

    @Override
    public Results execute(
        JdbcTemplate jdbcTemplate, SqlScriptExecutor executor, Configuration configuration) {
      if (wrapped && (index == 0 || index == script.getSqlStatementCount() - 1)) {
        return new Results();
      }
      LastResults last = new LastResults();
      SQLException refused =
          run.run(
              index,
              () -> {
                Results results = executed(jdbcTemplate, executor, configuration);
                last.results = results;
                results.getWarnings().forEach(this::noticed);
                SQLException thrown = results.getException();
                if (thrown != null) {
                  results.setException(masked(thrown));
                }
                return results.getException();
              });
      Results results = last.results;
      if (results == null || (refused == null) != (results.getException() == null)) {
        // The statement itself went through and its commit did not, or the other way round: what
        // counts is what became of it in the end.
        results = new Results();
        if (refused != null) {
          results.setException(masked(refused));
        }
      }
      return results;
    }

    private Results executed(
        JdbcTemplate jdbcTemplate, SqlScriptExecutor executor, Configuration configuration) {
      if (!OwnLock.mayBeReleasedBy(statement.getSql())) {
        return statement.execute(jdbcTemplate, executor, configuration);
      }
      Connection connection = jdbcTemplate.getConnection();
      try {
        List<Long> held = OwnLock.held(connection);
        Results results = statement.execute(jdbcTemplate, executor, configuration);
        if (results.getException() == null) {
          OwnLock.takeBack(connection, held);
        }
        return results;
      } catch (SQLException e) {
        Results results = new Results();
        results.setException(e);
        return results;
      }
    }

    private void noticed(Warning warning) {
      rawTexts.notice(
          script.getResource().getRelativePath(), warning.getState(), warning.getMessage());
      run.noticed(warning.getState(), warning.getMessage());
    }

    private SQLException masked(SQLException thrown) {
      rawTexts.error(
          script.getResource().getRelativePath(),
          statement.getLineNumber(),
          statement.getSql(),
          thrown.getSQLState(),
          String.valueOf(thrown.getMessage()));
      refused = true;
      return MaskedErrors.of(thrown);
    }

    @Override
    public int getLineNumber() {
      return statement.getLineNumber();
    }

    /** Once it has failed only Flyway's exception asks, to quote it. */
    @Override
    public String getSql() {
      return refused ? Redaction.mask(statement.getSql()) : statement.getSql();
    }

    @Override
    public String getDelimiter() {
      return statement.getDelimiter();
    }

    @Override
    public boolean canExecuteInTransaction() {
      return statement.canExecuteInTransaction();
    }

    /** A batch would pass the guard by. */
    @Override
    public boolean isBatchable() {
      return false;
    }

    @Override
    public SqlScript getReferencedSqlScript() {
      return statement.getReferencedSqlScript();
    }
  }

  private static final class LastResults {
    @Nullable Results results;
  }

  @Override
  public int getSqlStatementCount() {
    return script.getSqlStatementCount();
  }

  @Override
  public Collection<SqlScript> getReferencedSqlScripts() {
    return script.getReferencedSqlScripts();
  }

  @Override
  public LoadableResource getResource() {
    return script.getResource();
  }

  @Override
  public boolean executeInTransaction() {
    return script.executeInTransaction();
  }

  @Override
  public boolean shouldExecute() {
    return script.shouldExecute();
  }

  @Override
  public String shouldExecuteExpression() {
    return script.shouldExecuteExpression();
  }

  @Override
  public boolean placeholderReplacement() {
    return script.placeholderReplacement();
  }

  @Override
  public void validate() {
    script.validate();
  }

  @Override
  public boolean includeReferencedScriptsInChecksum() {
    return script.includeReferencedScriptsInChecksum();
  }

  @Override
  public int compareTo(SqlScript other) {
    return script.compareTo(other);
  }
}
