/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.guard.GuardedSession;
import dev.clearway.core.guard.InDoubtException;
import dev.clearway.core.guard.LeftBehindException;
import dev.clearway.core.guard.Script;
import dev.clearway.core.guard.ScriptChangedException;
import dev.clearway.core.guard.ScriptStatement;
import dev.clearway.core.sql.DirectiveException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.jdbc.Results;
import org.flywaydb.core.internal.resolver.ChecksumCalculator;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlScriptExecutor;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;

/**
 * Flyway's script executor, each statement under the guard. Flyway's own does all the work: it is
 * given a script whose statements pass through the guard when they are executed.
 */
final class GuardedScriptExecutor implements SqlScriptExecutor {

  private static final Set<String> CALLBACKS =
      Arrays.stream(Event.values()).map(Event::getId).collect(Collectors.toUnmodifiableSet());

  private final SqlScriptExecutor plain;
  private final GuardedConnections.Guarded guarded;

  GuardedScriptExecutor(SqlScriptExecutor plain, GuardedConnections.Guarded guarded) {
    this.plain = plain;
    this.guarded = guarded;
  }

  @Override
  public List<Results> execute(SqlScript sqlScript, Configuration config) {
    LoadableResource resource = sqlScript.getResource();
    if (resource.getFilename() == null || resource.getFilename().isEmpty()) {
      // Flyway's own scripts, such as the one that creates its history table, have no file.
      return plain.execute(sqlScript, config);
    }
    List<ScriptStatement> statements = new ArrayList<>();
    try (SqlStatementIterator iterator = sqlScript.getSqlStatements()) {
      SqlStatement statement;
      while ((statement = iterator.next()) != null) {
        statements.add(
            new ScriptStatement(
                statement.getLineNumber(),
                statement.getSql(),
                statement.canExecuteInTransaction()));
      }
    }
    List<GuardSettings> settings;
    boolean wrapped;
    try {
      wrapped =
          ScriptChecks.check(
              resource.getRelativePath(), statements, sqlScript.executeInTransaction());
      settings = settings(resource, statements);
    } catch (FlywayException e) {
      // Flyway is going to write a failed row for what has not even begun: the ledger knows better.
      GuardedSession.ScriptRun refused =
          run(resource, statements, Collections.nCopies(statements.size(), guarded.settings()));
      refused.plan();
      keep(refused);
      throw e;
    }
    GuardedSession.ScriptRun run = run(resource, statements, settings);
    try {
      return plain.execute(
          new GuardedSqlScript(sqlScript, run, wrapped, guarded.database().rawTexts()), config);
    } catch (ScriptChangedException | InDoubtException | LeftBehindException e) {
      throw new GuardedMigrationException(e);
    } finally {
      keep(run);
    }
  }

  private GuardedSession.ScriptRun run(
      LoadableResource resource, List<ScriptStatement> statements, List<GuardSettings> settings) {
    // the checksum is for the ledger, which a transaction does not need
    return guarded
        .session()
        .script(
            new Script(
                resource.getRelativePath(),
                statements,
                settings,
                guarded.session().isInTransaction() ? null : ChecksumCalculator.calculate(resource),
                !isCallback(resource)));
  }

  private void keep(GuardedSession.ScriptRun run) {
    if (run.isRecorded()) {
      guarded.database().ledgerExists();
    } else if (run.isUnrecordable()) {
      guarded.database().nothingBegan();
    }
  }

  /** Callbacks never get into the history, and run each time. */
  private static boolean isCallback(LoadableResource resource) {
    String name = resource.getFilename();
    int end = name.indexOf("__") >= 0 ? name.indexOf("__") : name.indexOf('.');
    String id = end < 0 ? name : name.substring(0, end);
    return CALLBACKS.contains(id);
  }

  private List<GuardSettings> settings(
      LoadableResource resource, List<ScriptStatement> statements) {
    try {
      return ScriptDirectives.settings(resource, statements, guarded.settings());
    } catch (DirectiveException e) {
      throw new FlywayException(e.getMessage(), e);
    }
  }
}
