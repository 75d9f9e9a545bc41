/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.catalog.Relation;
import dev.clearway.core.forecast.Forecaster;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.forecast.ScriptForecast;
import dev.clearway.core.forecast.StatementForecast;
import dev.clearway.core.lock.BlockerFinder;
import dev.clearway.core.lock.PoolerProbe;
import dev.clearway.core.lock.SideConnection;
import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.ScriptText;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.StatementText;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether pending migrations can go now. It reads only, over one connection, which it makes
 * read-only before anything else, and it queues for nothing: each of its statements ends after ten
 * seconds, and each wait for a lock after one. The connection keeps these settings: close it
 * afterwards.
 *
 * <p>Not thread-safe.
 */
public final class Preflight {

  private static final String QUIET =
      "set default_transaction_read_only = on; set lock_timeout = '1s';"
          + " set statement_timeout = '10s'; set application_name = 'clearway preflight'";

  /** SQLSTATE classes and states after which there is nobody left to ask. */
  private static final Set<String> GONE = Set.of("57P01", "57P02", "57P03");

  private final PreflightSettings settings;
  private final PreflightTarget target;
  private final Session session;
  private ServerFacts server;
  private final PoolerProbe.Path path;
  private @Nullable TrafficSample traffic;

  private Preflight(
      PreflightSettings settings,
      PreflightTarget target,
      Session session,
      ServerFacts server,
      PoolerProbe.Path path) {
    this.settings = settings;
    this.target = target;
    this.session = session;
    this.server = server;
    this.path = path;
  }

  /**
   * Takes the connection over and looks who is at its other end.
   *
   * @throws SQLException if the connection is lost
   */
  public static Preflight begin(PreflightSettings settings, PreflightTarget target)
      throws SQLException {
    Session session = new Session(target.connection());
    PoolerProbe.Path path =
        new PoolerProbe(
                target.connection(),
                target.announcedPid(),
                target.connectingSince(),
                target.another())
            .path();
    Preflight preflight = new Preflight(settings, target, session, ServerFacts.of(session), path);
    if (!preflight.isThroughTransactionPooler()) {
      try (Statement quiet = target.connection().createStatement()) {
        quiet.execute(QUIET);
      }
      preflight.traffic = TrafficSample.begin(session);
    }
    return preflight;
  }

  /**
   * Whether nothing that is set stays ours: then only {@link #refuse} is left, because whatever
   * else we did would reach sessions of others.
   */
  public boolean isThroughTransactionPooler() {
    return path == PoolerProbe.Path.TRANSACTION_POOLER;
  }

  /**
   * A result without a look at the migrations, which could not be read for one of these reasons.
   */
  public PreflightResult refuse(Finding... reasons) {
    Report report = new Report();
    ServerVersionCheck.judge(server.major(), server.version(), report);
    PoolerCheck.judge(path, report);
    for (Finding reason : reasons) {
      report.add(reason);
    }
    return result(0, List.of(), report, List.of());
  }

  /**
   * Looks at everything.
   *
   * @throws SQLException if the connection is lost; what else fails is a finding
   */
  public PreflightResult judge(MigrationPlan plan) throws SQLException {
    Report report = new Report();
    // whoever has read the plan may have set the role
    server = ServerFacts.of(session);
    if (!plan.newSchemas().contains(plan.schema())) {
      setSearchPath(plan.schema());
    }
    List<ScriptText> scripts = scripts(plan);
    Forecaster.Outlook outlook =
        new Forecaster(new SqlParser()).outlook(scripts, target.connection());
    List<Step> steps = steps(plan, outlook.scripts());
    Set<Long> oids = relations(steps);
    SideConnection side = new SideConnection(() -> SharedConnection.of(target.connection()));
    Situation before =
        new Situation(
            session,
            settings,
            server,
            plan,
            steps,
            TableFacts.of(session, oids),
            Map.of(),
            new BlockerFinder(side, System::nanoTime),
            target.replicas());
    BlockersCheck blockers = BlockersCheck.begin(before);
    LintCheck lint = LintCheck.begin(before, scripts, outlook, target.connection());
    for (Check check :
        List.of(
            new ServerVersionCheck(),
            new RoleCheck(),
            new HistoryCheck(),
            new StatementsCheck(),
            new MigrationLockCheck(),
            new TimeoutSettingsCheck(),
            new ConnectionsCheck(),
            new LockTableCheck(),
            new InvalidIndexesCheck(),
            new WraparoundCheck(),
            new ReplicasCheck())) {
      look(check, before, report);
    }
    PoolerCheck.judge(path, report);
    // what else there was to do has filled most of the time that the sample takes
    Situation after = before.with(sampled(oids));
    for (Check check : List.of(new WorkTimeCheck(), lint, new OldSnapshotsCheck(), blockers)) {
      look(check, after, report);
    }
    return result(plan.known(), plan.pending(), report, locks(after));
  }

  /** A check that fails does not keep the others from being made. */
  private static void look(Check check, Situation situation, Report report) throws SQLException {
    try {
      check.look(situation, report);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (state.startsWith("08") || GONE.contains(state)) {
        throw e;
      }
      report.general(
          "not-checked",
          Severity.WARNING,
          "the check %s could not be made (%s)".formatted(check.name(), state),
          "find out what the server's log says of it");
    }
  }

  /** As Flyway does for the migrations: its default schema, before what was in the path. */
  private void setSearchPath(String schema) throws SQLException {
    session.one("search-path.sql", row -> row.getString("path"), Identifiers.quote(schema), schema);
  }

  /** What runs before the pending scripts, then those, each with the path that Flyway sets. */
  private static List<ScriptText> scripts(MigrationPlan plan) {
    List<ScriptText> scripts = new ArrayList<>();
    List<StatementText> before =
        plan.newSchemas().stream()
            .map(schema -> new StatementText(1, "create schema " + Identifiers.quote(schema)))
            .toList();
    scripts.add(new ScriptText("", before));
    List<StatementText> path = path(plan);
    for (PlannedMigration migration : plan.pending()) {
      List<StatementText> statements = new ArrayList<>(path);
      migration.statements().forEach(s -> statements.add(new StatementText(s.line(), s.sql())));
      scripts.add(new ScriptText(migration.script(), statements));
    }
    return scripts;
  }

  private static List<StatementText> path(MigrationPlan plan) {
    return plan.newSchemas().contains(plan.schema())
        ? List.of(new StatementText(1, "set search_path = " + Identifiers.quote(plan.schema())))
        : List.of();
  }

  private static List<Step> steps(MigrationPlan plan, List<ScriptForecast> forecasts) {
    List<StatementText> path = path(plan);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < plan.pending().size(); i++) {
      PlannedMigration migration = plan.pending().get(i);
      List<StatementForecast> statements = forecasts.get(i + 1).statements();
      for (int j = 0; j < migration.statements().size(); j++) {
        StatementForecast forecast = statements.get(j + path.size());
        steps.add(
            new Step(
                steps.size(),
                migration,
                migration.statements().get(j),
                forecast.command(),
                forecast.forecast()));
      }
    }
    return steps;
  }

  private static Set<Long> relations(List<Step> steps) {
    return steps.stream()
        .flatMap(step -> step.forecast().locks().stream())
        .map(RelationLock::relation)
        .map(Relation::oid)
        .collect(Collectors.toSet());
  }

  private Map<Long, Traffic> sampled(Set<Long> oids) throws SQLException {
    TrafficSample sample = traffic;
    if (sample == null || oids.isEmpty()) {
      return Map.of();
    }
    sample.ensure(oids);
    Duration left = sample.remaining(settings.sampleFor());
    try {
      Thread.sleep(left.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return sample.end(oids);
  }

  private static List<PlannedLock> locks(Situation situation) {
    List<PlannedLock> locks = new ArrayList<>();
    for (Step step : situation.steps()) {
      String shown = step.statement().shown();
      for (RelationLock lock : step.forecast().locks()) {
        TableFacts table = situation.tables().get(lock.relation().oid());
        Traffic seen = situation.traffic().get(lock.relation().oid());
        locks.add(
            new PlannedLock(
                step.migration().script(),
                step.statement().line(),
                shown,
                lock.relation().qualifiedName(),
                lock.mode(),
                lock.rewrite(),
                lock.scan(),
                table == null ? -1 : table.rows(),
                table == null ? lock.relation().bytes() : table.bytes(),
                seen == null ? null : seen.readsPerSecond(),
                seen == null ? null : seen.writesPerSecond(),
                WorkTime.of(lock, situation.tables())));
      }
    }
    return locks;
  }

  private PreflightResult result(
      int known, List<PlannedMigration> pending, Report report, List<PlannedLock> locks) {
    return new PreflightResult(
        server.database(),
        server.version(),
        known,
        pending,
        report.findings(),
        locks,
        report.blockers(),
        report.facts());
  }
}
