/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.forecast.Simulation;
import dev.clearway.core.sql.SqlParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through scripts, each on top of what those before it made, and says what its rules find.
 *
 * <p>Give it all scripts in the order in which they run, applied ones first, then {@link #finish}.
 * It keeps what it knows of the database, and no text: thousands of files are no trouble. Not
 * thread-safe.
 */
public final class Linter {

  private final LintSettings settings;
  private final Consumer<Finding> sink;
  private final SqlParser parser = new SqlParser();
  private final List<Rule> active;
  private final Simulation database;

  /** Whether the database is a real one, whose state is not ours to make up. */
  private final boolean real;

  private boolean history;

  /** Whether a script has gone by that was applied before. */
  private boolean applied;

  private @Nullable ScriptGroup group;
  private final List<Runnable> later = new ArrayList<>();
  private final Set<Exemption> used = new HashSet<>();

  /**
   * Lint without a database.
   *
   * @param sink takes the findings: those of a script in the order of its lines, and at the end
   *     those that only the whole of it shows
   */
  public Linter(LintSettings settings, Consumer<Finding> sink) {
    this(settings, new Simulation(settings.major(), settings.searchPath()), false, sink);
  }

  /**
   * Lint on top of a database.
   *
   * @param database what is known of it; the scripts are done to it
   */
  public static Linter on(Simulation database, LintSettings settings, Consumer<Finding> sink) {
    return new Linter(settings, database, true, sink);
  }

  private Linter(LintSettings settings, Simulation database, boolean real, Consumer<Finding> sink) {
    this.settings = settings;
    this.sink = sink;
    this.database = database;
    this.real = real;
    List<Rule> on = new ArrayList<>();
    for (Rule rule : Rules.ALL) {
      if (settings.severity(rule) != Severity.OFF) {
        on.add(rule);
      }
    }
    this.active = on;
  }

  /** A script that is split and parsed, and has not been gone through yet. */
  public static final class Prepared {
    private final ScriptRun run;
    private final boolean alone;

    private Prepared(ScriptRun run, boolean alone) {
      this.run = run;
      this.alone = alone;
    }
  }

  /** Goes through a script. */
  public void lint(LintScript script) {
    lint(prepare(script));
  }

  /** Splits and parses a script, which is most of the work. Several threads may do it at once. */
  public Prepared prepare(LintScript script) {
    boolean alone =
        switch (script.kind()) {
          // they run on whatever there is then
          case UNDO, BASELINE, OTHER -> !real;
          case VERSIONED, REPEATABLE, CALLBACK -> false;
        };
    ScriptRun run = new ScriptRun(this, script, alone ? blank() : database, alone);
    run.prepare();
    return new Prepared(run, alone);
  }

  /** Goes through a script; each only once. */
  public void lint(Prepared prepared) {
    if (!prepared.alone || prepared.run.script().reported()) {
      prepared.run.run();
    }
    history |= !prepared.alone;
    applied |= !prepared.run.script().reported();
  }

  /**
   * The group that a script belongs to; null where it has a transaction of its own. Which scripts
   * are pending is known only if there are others that are not.
   */
  @Nullable ScriptGroup group(LintScript script) {
    boolean grouped =
        settings.group()
            && (applied || real)
            && script.reported()
            && (script.kind() == ScriptKind.VERSIONED || script.kind() == ScriptKind.REPEATABLE);
    if (!grouped) {
      if (group != null) {
        database.settle();
      }
      group = null;
    } else if (group == null) {
      group = new ScriptGroup();
    }
    return group;
  }

  /** A database of which nothing is known. */
  Simulation blank() {
    return new Simulation(settings.major(), settings.searchPath());
  }

  /** Says what only the end of all scripts shows. */
  public void finish() {
    for (Runnable check : later) {
      check.run();
    }
    later.clear();
  }

  /**
   * Says which exemptions have covered nothing. For who has linted all scripts that there are, and
   * finished: of less than that, nobody knows what the rest would have needed.
   */
  public void reportUnusedExemptions() {
    Severity severity = settings.severity(Rules.UNUSED_SUPPRESSION);
    for (Exemption exemption : settings.exemptions()) {
      if (severity != Severity.OFF && !used.contains(exemption)) {
        sink.accept(unused(exemption, severity));
      }
    }
  }

  private static Finding unused(Exemption exemption, Severity severity) {
    String source = "[[ignore]]";
    String rules =
        exemption.rules().contains("*") ? "any rule" : String.join(" or ", exemption.rules());
    return new Finding(
        Rules.UNUSED_SUPPRESSION,
        severity,
        exemption.file(),
        exemption.line(),
        1,
        source.length(),
        source,
        "",
        List.of(),
        "nothing"
            + (exemption.path().isEmpty() ? "" : " in " + exemption.path())
            + (exemption.table().isEmpty() ? "" : " about " + exemption.table())
            + " triggers "
            + rules,
        Rules.UNUSED_SUPPRESSION.remedy());
  }

  /** Whether something is known of the database: a script has gone by, or there is one. */
  boolean hasHistory() {
    return real || history;
  }

  LintSettings settings() {
    return settings;
  }

  SqlParser parser() {
    return parser;
  }

  List<Rule> active() {
    return active;
  }

  /** Has something looked at when all scripts have gone by. */
  void later(Runnable check) {
    later.add(check);
  }

  void accept(Finding finding) {
    boolean exempt = false;
    for (Exemption exemption : settings.exemptions()) {
      if (exemption.covers(finding)) {
        used.add(exemption);
        exempt = true;
      }
    }
    if (!exempt) {
      sink.accept(finding);
    }
  }
}
