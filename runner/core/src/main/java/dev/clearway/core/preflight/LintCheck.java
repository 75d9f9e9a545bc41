/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.forecast.Forecaster;
import dev.clearway.core.forecast.Simulation;
import dev.clearway.core.lint.Danger;
import dev.clearway.core.lint.Finding;
import dev.clearway.core.lint.LintScript;
import dev.clearway.core.lint.LintSettings;
import dev.clearway.core.lint.Linter;
import dev.clearway.core.lint.ScriptKind;
import dev.clearway.core.sql.ScriptText;
import dev.clearway.core.sql.SqlParser;
import dev.clearway.core.sql.StatementText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lint of the pending scripts, on top of the real tables, and weighed by them. */
final class LintCheck implements Check {

  /** Rules about what preflight has words of its own for, or what the runner takes care of. */
  private static final Set<String> NOT_HERE =
      Set.of(
          "syntax-error",
          "unparsed-statement",
          "dynamic-sql",
          "do-block",
          "invalid-directive",
          "unused-suppression",
          "flyway-undetected-non-transactional",
          "concurrent-index-if-not-exists");

  private final List<ScriptText> scripts;
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable SQLException failure;

  private LintCheck(List<ScriptText> scripts) {
    this.scripts = scripts;
  }

  /**
   * Runs the rules, for which nobody has to know the traffic: this fills the time that its sample
   * takes. What fails is told by {@link #look}.
   *
   * @param scripts what runs before the pending ones, then those
   * @param outlook their forecasts
   */
  static LintCheck begin(
      Situation situation,
      List<ScriptText> scripts,
      Forecaster.Outlook outlook,
      Connection connection) {
    LintCheck check = new LintCheck(scripts);
    if (!situation.plan().pending().isEmpty()) {
      try {
        check.lint(situation, new Forecaster(new SqlParser()).simulate(outlook, connection));
      } catch (SQLException e) {
        check.failure = e;
      }
    }
    return check;
  }

  @Override
  public String name() {
    return "lint";
  }

  @Override
  public void look(Situation situation, Report report) throws SQLException {
    if (failure != null) {
      throw failure;
    }
    if (situation.plan().pending().isEmpty()) {
      return;
    }
    Map<String, TableFacts> tables = new HashMap<>();
    situation.tables().values().forEach(table -> tables.put(table.qualifiedName(), table));
    int silent = 0;
    for (Finding finding : findings) {
      Step step = step(situation, finding);
      if (step == null || NOT_HERE.contains(finding.rule().id())) {
        continue;
      }
      String weight = weight(situation, tables, finding);
      if (weight == null) {
        silent++;
        continue;
      }
      report.at(
          step,
          finding.line(),
          finding.column(),
          finding.rule().id(),
          severity(finding),
          finding.message() + weight,
          finding.remedy());
    }
    report.fact(
        "lint",
        silent == 0
            ? Amounts.count(findings.size(), "finding", "findings")
            : "%s, %s about small, quiet tables"
                .formatted(Amounts.count(findings.size(), "finding", "findings"), silent));
  }

  private void lint(Situation situation, Simulation database) {
    Linter linter = Linter.on(database, settings(situation), findings::add);
    linter.lint(script("", scripts.get(0), null, false));
    for (int i = 0; i < situation.plan().pending().size(); i++) {
      PlannedMigration migration = situation.plan().pending().get(i);
      if (!migration.opaque()) {
        linter.lint(
            script(
                migration.script(),
                scripts.get(i + 1),
                migration.transactional() ? null : Boolean.FALSE,
                true));
      }
    }
    linter.finish();
  }

  private static LintSettings settings(Situation situation) {
    LintSettings given = situation.settings().lint();
    return new LintSettings(
        given.severities(),
        given.exemptions(),
        given.runner(),
        situation.server().major(),
        given.mixed(),
        given.group(),
        given.transactionalLock(),
        List.of(situation.plan().schema()),
        Map.of(),
        "",
        "");
  }

  /** The statements where they were, with nothing between them. */
  private static LintScript script(
      String name, ScriptText script, @Nullable Boolean inTransaction, boolean reported) {
    StringBuilder text = new StringBuilder();
    int line = 1;
    for (StatementText statement : script.statements()) {
      while (line < statement.line()) {
        text.append('\n');
        line++;
      }
      text.append(statement.sql()).append("\n;");
      line += (int) statement.sql().chars().filter(c -> c == '\n').count() + 1;
    }
    return new LintScript(
        name, ScriptKind.VERSIONED, text.toString(), inTransaction, false, reported);
  }

  private static Severity severity(Finding finding) {
    return switch (finding.severity()) {
      case ERROR -> Severity.ERROR;
      case WARNING -> Severity.WARNING;
      case NOTE, OFF -> Severity.NOTE;
    };
  }

  private static @Nullable Step step(Situation situation, Finding finding) {
    Step found = null;
    for (Step step : situation.steps()) {
      if (step.migration().script().equals(finding.script())
          && (found == null || step.statement().line() <= finding.line())) {
        found = step;
      }
    }
    return found;
  }

  /**
   * What the tables of a finding weigh, as the end of a message; null where that is so little that
   * nobody has to hear of it.
   */
  private static @Nullable String weight(
      Situation situation, Map<String, TableFacts> tables, Finding finding) {
    Danger danger = finding.rule().danger();
    if (danger == Danger.STYLE || danger == Danger.FAILURE || finding.relations().isEmpty()) {
      return "";
    }
    LintWeight least = situation.settings().weight();
    TableFacts heaviest = null;
    Traffic busiest = null;
    for (String name : finding.relations()) {
      TableFacts table = tables.get(name);
      if (table == null) {
        return "";
      }
      Traffic traffic = situation.traffic().get(table.oid());
      if (heaviest == null || table.totalBytes() > heaviest.totalBytes()) {
        heaviest = table;
      }
      if (traffic != null
          && (busiest == null || traffic.writesPerSecond() > busiest.writesPerSecond())) {
        busiest = traffic;
      }
    }
    if (heaviest == null) {
      return "";
    }
    long writes = busiest == null ? 0 : busiest.writesPerSecond();
    long reads = busiest == null ? 0 : busiest.readsPerSecond();
    boolean silent =
        danger == Danger.CLIENTS
            ? heaviest.bytes() == 0 && writes == 0 && reads == 0
            : heaviest.totalBytes() < least.bytes() && writes < least.writesPerSecond();
    return silent
        ? null
        : "; %s: %s, %s writes/s"
            .formatted(
                heaviest.name(), Amounts.bytes(heaviest.totalBytes()), Amounts.number(writes));
  }
}
