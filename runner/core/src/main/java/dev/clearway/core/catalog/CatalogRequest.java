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

  /** Whether something was asked for since the last answer. */
  private boolean open;

  /** Asks for a relation, and for what {@code wants} says. */
  public void relation(QualifiedName name, Set<Want> wants) {
    int bits = 0;
    for (Want want : wants) {
      bits |= want.bit();
    }
    Integer before = relations.get(name.name());
    if (before == null || (before | bits) != before) {
      relations.put(name.name(), before == null ? bits : before | bits);
      open = true;
    }
    schema(name.schema());
  }

  /** Asks for columns, constraints, index columns and location of a relation. */
  public void details(QualifiedName name) {
    open |= details.add(name.name());
    schema(name.schema());
  }

  /** Asks for details of a table that is about to be attached to a partitioned one. */
  public void attached(QualifiedName name) {
    details(name);
    open |= attached.add(name.name());
  }

  public void type(QualifiedName name) {
    open |= types.add(name.name());
    schema(name.schema());
  }

  public void function(QualifiedName name) {
    open |= functions.add(name.name());
    schema(name.schema());
  }

  public void dependants(Dependants object) {
    open |= dependants.add(object);
    schema(object.schema());
  }

  /** Names a schema that may not be in the search path of the connection. */
  public void schema(@Nullable String schema) {
    if (schema != null && schemas.add(schema)) {
      // alone it is no reason to look
      open |= !isEmpty();
    }
  }

  /** Whether nothing at all is asked for: there is no need to look. */
  public boolean isEmpty() {
    return relations.isEmpty() && !needsDetails() && dependants.isEmpty();
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
