/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.Column;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.forecast.LockForecast;
import dev.clearway.core.forecast.RelationLock;
import dev.clearway.core.forecast.Simulation;
import dev.clearway.core.sql.LockMode;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rule looks at: one statement, or one action of an ALTER TABLE, just before it is done.
 *
 * @param command of an ALTER TABLE with several actions the one with this action alone, but for
 *     {@link Rule#statement}
 * @param action of an ALTER TABLE; null for other statements, and for the whole of one
 * @param text of the statement
 * @param forecast the locks that it takes
 * @param offset of what it is about, in the script's text
 * @param end offset behind the statement
 * @param place where it stands
 */
record Step(
    ScriptRun run,
    LintStatement source,
    SqlCommand command,
    @Nullable TableAction action,
    String text,
    LockForecast forecast,
    int offset,
    int end,
    Place place) {

  /** Where a statement stands. */
  enum Place {
    SCRIPT,
    /** Inside a DO block, which runs it. */
    DO,
    /** Inside a function, which somebody may call. */
    FUNCTION
  }

  Simulation database() {
    return run.database();
  }

  Catalog catalog() {
    return run.database().catalog();
  }

  LintSettings settings() {
    return run.settings();
  }

  int major() {
    return run.settings().major();
  }

  TransactionState transaction() {
    return run.transaction();
  }

  /** Whether it shares its transaction with others. */
  boolean isInTransaction() {
    return place != Place.SCRIPT || transaction().isOpen();
  }

  boolean isInScript() {
    return place == Place.SCRIPT;
  }

  // ---------------------------------------------------------------- tables

  @Nullable Relation find(QualifiedName name) {
    return database().find(name);
  }

  /** Whether somebody else may use it: it was there before, and is not temporary. */
  boolean isOld(@Nullable Relation relation) {
    return relation != null
        && !catalog().isFresh(relation)
        && !catalog().isTemporary(relation)
        && !relation.schema().equals("pg_catalog")
        && !relation.schema().equals("information_schema")
        && !relation.name().startsWith("pg_");
  }

  /** The relation of this name if somebody else may use it; null where not. */
  @Nullable Relation old(QualifiedName name) {
    Relation relation = find(name);
    return isOld(relation) ? relation : null;
  }

  /** The table of an ALTER TABLE if somebody else may use it; null where not. */
  @Nullable Relation oldTarget() {
    return command instanceof SqlCommand.AlterRelation alter ? old(alter.relation().name()) : null;
  }

  /** What a relation is called now, for people: without the schema that names are looked up in. */
  String show(Relation relation) {
    QualifiedName place = catalog().placeOf(relation);
    List<String> path = settings().searchPath();
    boolean usual = !path.isEmpty() && path.get(0).equals(place.schema());
    return (usual ? QualifiedName.of(place.name()) : place).toString();
  }

  String show(QualifiedName name) {
    Relation relation = find(name);
    return relation == null ? name.toString() : show(relation);
  }

  @Nullable Column column(Relation table, String name) {
    return catalog().column(table, name);
  }

  /** The lock that it takes on a relation; null where it takes none. */
  @Nullable RelationLock lockOn(Relation relation) {
    for (RelationLock lock : forecast.locks()) {
      if (lock.relation().oid() == relation.oid()) {
        return lock;
      }
    }
    return null;
  }

  /** The other relations that it locks at least this strongly. */
  List<Relation> othersLocked(Relation table, LockMode atLeast) {
    List<Relation> others = new ArrayList<>();
    for (RelationLock lock : forecast.locks()) {
      if (lock.relation().oid() != table.oid() && lock.mode().compareTo(atLeast) >= 0) {
        others.add(lock.relation());
      }
    }
    return others;
  }

  /** Whether it reads all of a relation, or of what is below it. */
  boolean scans(Relation relation) {
    RelationLock lock = lockOn(relation);
    boolean scans = lock != null && lock.scan();
    for (Relation child : catalog().children(relation)) {
      scans |= scans(child);
    }
    return scans;
  }

  /** Where something else of the same transaction stands, for people. */
  String place(String script, int line) {
    return script.equals(run.script().name()) ? "line " + line : script;
  }

  /** The statements of the script behind this one. */
  List<SqlCommand> following() {
    return run.around(source, true);
  }

  /** The statements of the script before this one. */
  List<SqlCommand> preceding() {
    return run.around(source, false);
  }

  boolean rewritesAny() {
    boolean any = false;
    for (RelationLock lock : forecast.locks()) {
      any |= lock.rewrite();
    }
    return any;
  }

  boolean scansAny() {
    boolean any = false;
    for (RelationLock lock : forecast.locks()) {
      any |= lock.scan();
    }
    return any;
  }

  // ---------------------------------------------------------------- findings

  void report(Rule rule, String message, Relation... relations) {
    report(rule, rule.severity(settings().runner()), message, rule.remedy(), relations);
  }

  void reportWith(Rule rule, String remedy, String message, Relation... relations) {
    report(rule, rule.severity(settings().runner()), message, remedy, relations);
  }

  /**
   * Reports something.
   *
   * @param heaviest what it weighs at most; configuration of the rule counts all the same
   */
  void report(Rule rule, Severity heaviest, String message, String remedy, Relation... relations) {
    List<String> names = new ArrayList<>();
    for (Relation relation : relations) {
      names.add(catalog().placeOf(relation).schema() + "." + catalog().placeOf(relation).name());
    }
    if (names.isEmpty()) {
      Relation target = oldTarget();
      if (target != null) {
        names.add(target.qualifiedName());
      }
    }
    run.report(rule, heaviest, offset, end, source, names, message, remedy);
  }

  /** Whether a word stands somewhere in the statement: for what the model leaves out. */
  boolean hasWord(String word) {
    return Tokens.of(text).has(word);
  }

  /** Whether any of {@code names} is the name of a function that is called. */
  static boolean calls(Set<QualifiedName> functions, Set<String> names) {
    for (QualifiedName function : functions) {
      if (names.contains(function.name())) {
        return true;
      }
    }
    return false;
  }
}
