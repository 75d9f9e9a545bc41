/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import dev.clearway.core.sql.QualifiedName;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a script needs to know of the catalog, gathered before one look. Not thread-safe. */
public final class CatalogRequest {

  private final Map<String, Integer> relations = new LinkedHashMap<>();
  private final Set<String> schemas = new LinkedHashSet<>();
  private final Set<String> details = new LinkedHashSet<>();
  private final Set<String> attached = new LinkedHashSet<>();
  private final Set<String> types = new LinkedHashSet<>();
  private final Set<String> functions = new LinkedHashSet<>();
  private final Set<Dependants> dependants = new LinkedHashSet<>();

  private final boolean complete;

  /** Whether something was asked for since the last answer. */
  private boolean open;

  /** Whether something was ever asked for. */
  private boolean asked;

  /**
   * @param complete whether relations that are only mentioned are worth a look of their own
   */
  public CatalogRequest(boolean complete) {
    this.complete = complete;
  }

  /** Asks for a relation, and for what {@code wants} says. */
  public void relation(QualifiedName name, Set<Want> wants) {
    int bits = 0;
    for (Want want : wants) {
      bits |= want.bit();
    }
    Integer before = relations.get(name.name());
    if (before == null || (before | bits) != before) {
      relations.put(name.name(), before == null ? bits : before | bits);
      ask(true);
    }
    schema(name.schema());
  }

  /** Whether relations that are only mentioned are looked for. */
  public boolean isComplete() {
    return complete;
  }

  /** Asks for a relation that its caller can do without. */
  public void mention(QualifiedName name, Set<Want> wants) {
    if (complete) {
      relation(name, wants);
    } else {
      relations.putIfAbsent(name.name(), 0);
      if (name.schema() != null) {
        schemas.add(name.schema());
      }
    }
  }

  /** Asks for columns, constraints, index columns and location of a relation. */
  public void details(QualifiedName name) {
    ask(details.add(name.name()));
    schema(name.schema());
  }

  /** Asks for details of a table that is about to be attached to a partitioned one. */
  public void attached(QualifiedName name) {
    details(name);
    ask(attached.add(name.name()));
  }

  public void type(QualifiedName name) {
    ask(types.add(name.name()));
    schema(name.schema());
  }

  public void function(QualifiedName name) {
    ask(functions.add(name.name()));
    schema(name.schema());
  }

  public void dependants(Dependants object) {
    ask(dependants.add(object));
    schema(object.schema());
  }

  private void ask(boolean something) {
    open |= something;
    asked |= something;
  }

  /** Names a schema that may not be in the search path of the connection. */
  public void schema(@Nullable String schema) {
    if (schema != null && schemas.add(schema)) {
      // alone it is no reason to look
      open |= asked;
    }
  }

  /** Whether there is something that no {@link CatalogReader#read} has answered. */
  public boolean isOpen() {
    return open;
  }

  /** All that was asked for so far has been answered. */
  public void close() {
    open = false;
  }

  boolean needsDetails() {
    return !details.isEmpty() || !types.isEmpty() || !functions.isEmpty();
  }

  Map<String, Integer> relations() {
    return relations;
  }

  Set<String> schemas() {
    return schemas;
  }

  Set<String> details() {
    return details;
  }

  Set<String> attached() {
    return attached;
  }

  Set<String> types() {
    return types;
  }

  Set<String> functions() {
    return functions;
  }

  List<Dependants> dependants() {
    return List.copyOf(dependants);
  }
}
