/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.CatalogEditor;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.DataType;
import dev.clearway.core.sql.Expression;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database that exists only so far as statements make it: what lint knows of the tables that
 * earlier migrations made, without a server. Not thread-safe.
 *
 * <p>It begins empty. Statements that were applied are {@linkplain #forecast gone through} and then
 * {@linkplain #settle settled}: from then on what they made existed before. What a statement names
 * although nothing made it is taken to have been there, with nothing known about it, and is listed
 * in {@link LockForecast#missing()}.
 */
public final class Simulation {

  private final int major;
  private final Catalog catalog;
  private final ScriptState state;

  /**
   * An empty database, as CREATE DATABASE makes it.
   *
   * @param major the server's major version, 14 or newer
   * @param searchPath of unqualified names, without {@code pg_catalog}; its schemas exist
   */
  public Simulation(int major, List<String> searchPath) {
    this.major = major;
    List<String> path = new ArrayList<>(List.of("pg_catalog"));
    path.addAll(searchPath);
    catalog = CatalogEditor.blank(path, "", "");
    state = ScriptState.offline(catalog);
  }

  /** One on top of a database; what the state does not know is not assumed. */
  Simulation(int major, ScriptState state) {
    this.major = major;
    this.state = state;
    this.catalog = state.catalog();
  }

  /** A script begins: what SET said in the one before is forgotten. */
  public void startScript() {
    state.startScript();
  }

  /**
   * What the next statement would lock, as things are; and does to the catalog what it does.
   *
   * @param text the statement as it was written, for the positions of what is unknown
   */
  public LockForecast forecast(SqlCommand command, String text) {
    LockForecast forecast = look(command, text);
    apply(command);
    return forecast;
  }

  /**
   * What a statement would lock, as things are, without doing anything to the catalog but that what
   * it names is taken to have been there. What code inside it makes is made all the same.
   */
  public LockForecast look(SqlCommand command, String text) {
    return new CommandForecast(state, major).look(command, text);
  }

  /** Does to the catalog what the statement does. */
  public void apply(SqlCommand command) {
    new Effects(state, /* conditional= */ false).apply(command);
  }

  /** Whether an expression has to be computed for each row; so it is if that is not known. */
  public boolean isVolatile(Expression expression) {
    return state.isVolatile(expression);
  }

  /** Whether a function may do anything, for as long as it likes: nobody knows what it does. */
  public boolean isOpaque(QualifiedName function) {
    return state.isOpaque(function);
  }

  /** Whether a type is a domain whose values are checked, so far as that is known. */
  public boolean isConstrainedDomain(DataType type) {
    return state.isConstrainedDomain(type);
  }

  /** Whatever was made up to now existed before the statements that follow. */
  public void settle() {
    state.settle();
  }

  /**
   * What there is now: ask it for columns, constraints, indexes and foreign keys of relations, and
   * whether they are {@linkplain Catalog#isFresh fresh} or only {@linkplain Catalog#isAssumed
   * assumed}. It changes with each statement.
   */
  public Catalog catalog() {
    return catalog;
  }

  /** The relation that a name stands for now; null where there is none. */
  public @Nullable Relation find(QualifiedName name) {
    return state.lookUp(name);
  }
}
