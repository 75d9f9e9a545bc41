/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.config.GuardSettings;
import dev.clearway.core.failure.SqlStates;
import dev.clearway.core.guard.ScriptStatement;
import dev.clearway.core.ledger.PartialScript;
import dev.clearway.core.ledger.StatementLedger;
import dev.clearway.core.preflight.Finding;
import dev.clearway.core.preflight.MigrationPlan;
import dev.clearway.core.preflight.PlannedMigration;
import dev.clearway.core.preflight.PlannedStatement;
import dev.clearway.core.preflight.Severity;
import dev.clearway.core.sql.Directive;
import dev.clearway.core.sql.DirectiveException;
import dev.clearway.core.sql.Directives;
import dev.clearway.core.sql.SqlResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.pattern.ValidatePattern;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.jspecify.annotations.Nullable;

/**
 * Asks Flyway what is pending, without letting it write: it runs {@code info} and {@code validate}
 * only, with no callback, and takes no lock but that of its queries. The history table need not
 * exist. {@code initSql} runs, because the role and the search path may depend on it; a session
 * that is read-only keeps it from writing.
 */
public final class MigrationPlanReader {

  private static final ValidatePattern PENDING_IS_FINE = ValidatePattern.fromPattern("*:pending");

  /** A session that only reads was told to write. */
  private static final String READ_ONLY = "25006";

  private final Configuration flyway;
  private final GuardSettings settings;

  /**
   * @param flyway Flyway's own configuration; its data source is asked for connections that the
   *     caller may want to be always the same one
   * @param settings of the run that would follow
   */
  public MigrationPlanReader(Configuration flyway, GuardSettings settings) {
    this.flyway = flyway;
    this.settings = settings;
  }

  /**
   * Reads what is pending.
   *
   * @param dataSource gives the connections, in place of the configuration's own
   * @throws FlywayException if Flyway refuses its configuration or cannot read the history
   * @throws SQLException if the server cannot be asked which schemas there are
   */
  public MigrationPlan read(DataSource dataSource) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try {
      return read(dataSource, flyway.getInitSql(), findings);
    } catch (FlywayException e) {
      if (!READ_ONLY.equals(SqlStates.sqlState(e))) {
        throw e;
      }
      findings.add(
          Finding.general(
              "init-sql",
              Severity.WARNING,
              "initSql writes, so it was left out: role and search path may be others in the run",
              "let initSql set what a session needs, and nothing else"));
      return read(dataSource, null, findings);
    }
  }

  private MigrationPlan read(
      DataSource dataSource, @Nullable String initSql, List<Finding> findings) throws SQLException {
    PendingScripts scripts = new PendingScripts();
    Flyway reading = load(dataSource, initSql, scripts);
    MigrationInfoService info = reading.info();
    MigrationInfo[] all = info.all();
    Map<String, PartialScript> begun = begun(dataSource);
    if (flyway.isValidateOnMigrate()) {
      if (!Arrays.stream(all).allMatch(MigrationPlanReader::isInOrder)) {
        validate(reading, begun, findings);
      }
    } else {
      failed(all, begun, findings);
    }
    outOfOrder(all, findings);
    List<PlannedMigration> pending = new ArrayList<>();
    List<MigrationInfo> pendingOnes = new ArrayList<>(Arrays.asList(info.pending()));
    for (MigrationInfo migration : all) {
      if (migration.getState().isFailed() && begun.containsKey(migration.getScript())) {
        pendingOnes.add(migration);
      }
    }
    for (MigrationInfo migration : pendingOnes) {
      SqlScript script = scripts.find(migration.getScript());
      PartialScript partial = begun.get(migration.getScript());
      if (partial != null && script != null) {
        findings.add(resumed(partial, script));
      }
      pending.add(planned(migration, script, findings));
    }
    Schemas schemas = schemas(dataSource);
    return new MigrationPlan(
        (int) Arrays.stream(all).filter(m -> m.getState() != MigrationState.BASELINE).count(),
        pending,
        findings,
        schemas.first(),
        flyway.isCreateSchemas() && !pending.isEmpty() ? schemas.missing() : List.of(),
        flyway.getTable(),
        flyway.isGroup());
  }

  /** Scripts outside a transaction that an earlier run has begun, by name. */
  private Map<String, PartialScript> begun(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      Map<String, PartialScript> begun = new HashMap<>();
      new StatementLedger(Ledgers.table(flyway, connection))
          .partial(connection)
          .forEach(partial -> begun.put(partial.script(), partial));
      return begun;
    }
  }

  private static Finding resumed(PartialScript partial, SqlScript script) {
    boolean asItWas =
        partial.repaired()
            || partial.done() + partial.inDoubt().size() == 0
            || partial.differences(GuardedRepair.statements(script)).isEmpty();
    return asItWas
        ? Finding.of(
            "resumes",
            Severity.NOTE,
            partial.script(),
            "an earlier run has begun it: %d of %d statements are done, and it goes on with the next"
                .formatted(partial.done(), partial.rows().size()),
            "")
        : Finding.of(
            "changed-halfway",
            Severity.ERROR,
            partial.script(),
            "it was changed after %d of %d statements were executed"
                .formatted(partial.done(), partial.rows().size()),
            "put it back as it was, or run  clearway repair");
  }

  private Flyway load(DataSource dataSource, @Nullable String initSql, PendingScripts scripts) {
    FluentConfiguration configuration =
        new FluentConfiguration(flyway.getClassLoader()).configuration(flyway);
    configuration.dataSource(dataSource);
    configuration.skipDefaultCallbacks(true);
    configuration.callbacks(new Callback[0]);
    configuration.initSql(initSql);
    List<ValidatePattern> patterns =
        new ArrayList<>(Arrays.asList(flyway.getIgnoreMigrationPatterns()));
    patterns.add(PENDING_IS_FINE);
    configuration.ignoreMigrationPatterns(patterns.toArray(ValidatePattern[]::new));
    ClearwayConfigurationExtension.attach(configuration, scripts);
    return configuration.load();
  }

  // ---------------------------------------------------------------- the history

  /**
   * Whether validation has nothing to say about it, so far as can be told without all its rules.
   */
  private static boolean isInOrder(MigrationInfo migration) {
    return switch (migration.getState()) {
      case PENDING, ABOVE_TARGET, BASELINE -> true;
      case SUCCESS ->
          migration.isChecksumMatching()
              && migration.isDescriptionMatching()
              && migration.isTypeMatching();
      default -> false;
    };
  }

  /** What migrate would refuse before it begins. */
  private static void validate(
      Flyway reading, Map<String, PartialScript> begun, List<Finding> findings) {
    for (ValidateOutput invalid : reading.validateWithResult().invalidMigrations) {
      String code = String.valueOf(invalid.errorDetails.errorCode);
      if (rule(code).equals("failed-migration")
          && invalid.filepath != null
          && begun.containsKey(name(invalid.filepath))) {
        continue;
      }
      String message = invalid.errorDetails.errorMessage.strip().replaceAll("\\s*\\R\\s*", ". ");
      findings.add(
          new Finding(
              rule(code),
              Severity.ERROR,
              invalid.filepath == null || invalid.filepath.isBlank()
                  ? null
                  : name(invalid.filepath),
              null,
              null,
              null,
              message,
              remedy(code)));
    }
  }

  private static String name(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  private static String rule(String code) {
    return switch (code) {
      case "FAILED_VERSIONED_MIGRATION", "FAILED_REPEATABLE_MIGRATION" -> "failed-migration";
      case "RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED" -> "out-of-order";
      case "APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED",
          "APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED" ->
          "missing-migration";
      default -> code.toLowerCase(Locale.ROOT).replace('_', '-');
    };
  }

  private static String remedy(String code) {
    return switch (code) {
      case "FAILED_VERSIONED_MIGRATION", "FAILED_REPEATABLE_MIGRATION" ->
          "clean up what it left, then remove its row from the history with Flyway's repair";
      case "RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED" ->
          "give it a version above the current one, or migrate with --out-of-order";
      case "APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED",
          "APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED" ->
          "bring its file back: the checkout may be older than the database";
      case "CHECKSUM_MISMATCH" ->
          "restore the file as it was applied; where its change is meant, use Flyway's repair";
      default -> "see Flyway's documentation of validate";
    };
  }

  /** Without validation Flyway still refuses to go past a failed migration. */
  private static void failed(
      MigrationInfo[] all, Map<String, PartialScript> begun, List<Finding> findings) {
    for (MigrationInfo migration : all) {
      if (migration.getState().isFailed() && !begun.containsKey(migration.getScript())) {
        findings.add(
            Finding.of(
                "failed-migration",
                Severity.ERROR,
                migration.getScript(),
                "it failed before, and the history has a row that says so",
                remedy("FAILED_VERSIONED_MIGRATION")));
      }
    }
  }

  private void outOfOrder(MigrationInfo[] all, List<Finding> findings) {
    MigrationInfo last = null;
    for (MigrationInfo migration : all) {
      if (migration.getVersion() != null
          && migration.getState().isApplied()
          && (last == null || migration.getVersion().compareTo(last.getVersion()) > 0)) {
        last = migration;
      }
    }
    if (last == null || last.getVersion() == null) {
      return;
    }
    for (MigrationInfo migration : all) {
      boolean below =
          migration.getVersion() != null && migration.getVersion().compareTo(last.getVersion()) < 0;
      if (below && migration.getState() == MigrationState.PENDING) {
        findings.add(
            Finding.of(
                "out-of-order",
                Severity.NOTE,
                migration.getScript(),
                "it runs out of order: version %s is applied already".formatted(last.getVersion()),
                ""));
      } else if (below
          && migration.getState() == MigrationState.IGNORED
          && !flyway.isValidateOnMigrate()) {
        findings.add(
            Finding.of(
                "out-of-order",
                Severity.WARNING,
                migration.getScript(),
                "it will not run: version %s is applied already".formatted(last.getVersion()),
                remedy("RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED")));
      }
    }
  }

  // ---------------------------------------------------------------- the scripts

  private PlannedMigration planned(
      MigrationInfo migration, @Nullable SqlScript script, List<Finding> findings) {
    String version = migration.getVersion() == null ? null : migration.getVersion().getVersion();
    if (script == null) {
      return new PlannedMigration(
          version, migration.getDescription(), migration.getScript(), null, true, true, List.of());
    }
    List<PlannedStatement> statements = List.of();
    try {
      statements = statements(script);
    } catch (DirectiveException e) {
      findings.add(
          new Finding(
              "directive",
              Severity.ERROR,
              migration.getScript(),
              e.line(),
              null,
              null,
              String.valueOf(e.getMessage()),
              "correct the directive: nothing runs before"));
    } catch (FlywayException e) {
      findings.add(
          Finding.of(
              "not-parsed",
              Severity.ERROR,
              migration.getScript(),
              "Flyway cannot read it: "
                  + String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " "),
              "correct the script"));
    }
    return new PlannedMigration(
        version,
        migration.getDescription(),
        migration.getScript(),
        migration.getPhysicalLocation(),
        runsInTransaction(script),
        false,
        statements);
  }

  private static boolean runsInTransaction(SqlScript script) {
    try {
      return script.executeInTransaction();
    } catch (FlywayException e) {
      // mixed statements, which Flyway refuses: what it says is told of the statements
      return true;
    }
  }

  private List<PlannedStatement> statements(SqlScript script) {
    LoadableResource resource = script.getResource();
    String text = ScriptDirectives.text(resource);
    ScriptDirectives.check(resource, settings);
    List<ScriptStatement> found = new ArrayList<>();
    try (SqlStatementIterator iterator = script.getSqlStatements()) {
      SqlStatement statement;
      while ((statement = iterator.next()) != null) {
        found.add(
            new ScriptStatement(
                statement.getLineNumber(),
                statement.getSql(),
                statement.canExecuteInTransaction()));
      }
    }
    List<GuardSettings> own = ScriptDirectives.settings(resource, found, settings);
    List<Directive> directives = Directives.find(resource.getRelativePath(), text);
    List<String> lines = text.lines().toList();
    List<PlannedStatement> statements = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < found.size(); i++) {
      ScriptStatement statement = found.get(i);
      statements.add(
          new PlannedStatement(
              statement.line(),
              column(lines, statement),
              statement.sql(),
              statement.transactional(),
              own.get(i),
              ignored(directives, from, statement.line())));
      from = statement.line();
    }
    return statements;
  }

  /** Where the statement begins in its line; 1 where placeholders hide that. */
  private static int column(List<String> lines, ScriptStatement statement) {
    String first = statement.sql().lines().findFirst().orElse("").strip();
    if (first.isEmpty() || statement.line() > lines.size()) {
      return 1;
    }
    return Math.max(0, lines.get(statement.line() - 1).indexOf(first)) + 1;
  }

  private static Set<String> ignored(List<Directive> directives, int from, int line) {
    Set<String> ignored = new HashSet<>();
    for (Directive directive : directives) {
      boolean ours = directive.forScript() || (directive.line() > from && directive.line() <= line);
      String rules = directive.settings().get("ignore");
      if (ours && rules != null) {
        Arrays.stream(rules.split(",", -1)).map(String::strip).forEach(ignored::add);
      }
    }
    return ignored;
  }

  // ---------------------------------------------------------------- schemas

  private record Schemas(String first, List<String> missing) {}

  private Schemas schemas(DataSource dataSource) throws SQLException {
    Set<String> named = new LinkedHashSet<>();
    if (flyway.getDefaultSchema() != null) {
      named.add(flyway.getDefaultSchema());
    }
    named.addAll(Arrays.asList(flyway.getSchemas()));
    try (Connection connection = dataSource.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                SqlResource.load(MigrationPlanReader.class, "schemas-there.sql"))) {
      query.setArray(1, connection.createArrayOf("text", named.toArray()));
      List<String> missing = new ArrayList<>();
      String first = named.isEmpty() ? "public" : named.iterator().next();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (named.isEmpty() && row.getString("current") != null) {
            first = row.getString("current");
          }
          if (row.getString("missing") != null) {
            missing.add(row.getString("missing"));
          }
        }
      }
      return new Schemas(first, missing);
    }
  }
}
