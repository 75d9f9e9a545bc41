/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the catalog found: the relations that were asked for, and how they hang together.
 * It knows nothing that was not asked for. A {@link CatalogEditor} goes on from there, as the
 * statements of a script do. Not thread-safe.
 */
public final class Catalog {

  List<String> searchPath = List.of();
  final Set<String> schemas = new HashSet<>();
  String user = "";
  String timeZone = "";

  final Map<Long, Relation> relations = new LinkedHashMap<>();
  final Map<QualifiedName, Relation> byName = new HashMap<>();
  final Set<Long> fresh = new HashSet<>();
  final Set<Long> assumed = new HashSet<>();
  final Set<Long> temporary = new HashSet<>();
  final Set<Long> partitions = new HashSet<>();
  final Map<Long, List<Long>> children = new HashMap<>();
  final Map<Long, Long> parents = new HashMap<>();
  final Map<Long, Long> defaultPartitions = new HashMap<>();
  final List<ForeignKey> foreignKeys = new ArrayList<>();
  final Map<Long, Long> tableOfIndex = new HashMap<>();
  final Map<Long, Set<Long>> indexesOfTable = new HashMap<>();
  final Map<Long, Map<Long, String>> sequences = new HashMap<>();
  final Set<Long> withTriggers = new HashSet<>();
  final Map<Long, List<Long>> viewReads = new HashMap<>();

  final Map<Long, Map<String, Column>> columns = new HashMap<>();
  final Map<Long, Map<String, TableConstraint>> constraints = new HashMap<>();
  final Map<Long, Map<String, Set<Integer>>> indexColumns = new HashMap<>();
  final Set<Long> uniqueIndexes = new HashSet<>();
  final Map<Long, Set<String>> tableObjects = new HashMap<>();
  final Map<Long, PartitionKey> partitionKeys = new HashMap<>();
  final Map<Long, Location> locations = new HashMap<>();
  final Map<QualifiedName, Boolean> constrainedTypes = new HashMap<>();
  final Map<QualifiedName, String> baseTypes = new HashMap<>();
  final Map<QualifiedName, List<Routine>> routines = new HashMap<>();
  final Set<List<String>> binaryCasts = new HashSet<>();
  final Map<Dependants, Map<Relation, Set<Dependants.Via>>> dependants = new HashMap<>();

  Catalog() {}

  /** One that knows nothing. */
  public static Catalog empty() {
    return new Catalog();
  }

  void addIndex(long index, long table) {
    tableOfIndex.put(index, table);
    indexesOfTable.computeIfAbsent(table, k -> new LinkedHashSet<>()).add(index);
  }

  void add(Relation relation) {
    relations.put(relation.oid(), relation);
    byName.put(QualifiedName.of(relation.schema(), relation.name()), relation);
  }

  /** {@code current_schemas(true)} of the connection. */
  public List<String> searchPath() {
    return searchPath;
  }

  /** Whether a schema that was asked for, or is in the search path, exists. */
  public boolean hasSchema(String schema) {
    return schemas.contains(schema) || searchPath.contains(schema);
  }

  public String user() {
    return user;
  }

  public String timeZone() {
    return timeZone;
  }

  /** The relation of this name; null where there is none, or it was not asked for. */
  public @Nullable Relation find(String schema, String name) {
    return byName.get(QualifiedName.of(schema, name));
  }

  /** A relation that was found, by its {@code pg_class.oid}. */
  public @Nullable Relation relation(long oid) {
    return relations.get(oid);
  }

  /**
   * Whether it was not there before the scripts that are gone through: nobody else can see it, or
   * needs it yet.
   */
  public boolean isFresh(Relation relation) {
    return fresh.contains(relation.oid());
  }

  /** Whether nothing says that it exists, but that a statement names it. */
  public boolean isAssumed(Relation relation) {
    return assumed.contains(relation.oid());
  }

  /** Whether it is a temporary relation: nobody else ever waits for it. */
  public boolean isTemporary(Relation relation) {
    return temporary.contains(relation.oid());
  }

  public boolean isPartition(Relation relation) {
    return partitions.contains(relation.oid());
  }

  /** Its partitions or children, all levels, without itself. */
  public Collection<Relation> descendants(Relation relation) {
    Set<Relation> found = new LinkedHashSet<>();
    List<Long> direct = children.getOrDefault(relation.oid(), List.of());
    if (direct.isEmpty()) {
      return found;
    }
    Deque<Long> open = new ArrayDeque<>(direct);
    while (!open.isEmpty()) {
      long oid = open.pop();
      Relation child = relations.get(oid);
      if (child != null && found.add(child)) {
        open.addAll(children.getOrDefault(oid, List.of()));
      }
    }
    return found;
  }

  /** Its partitions or children, the first level only. */
  public Collection<Relation> children(Relation relation) {
    return relations(children.getOrDefault(relation.oid(), List.of()));
  }

  /** The table that it is a partition of; null where it is none. */
  public @Nullable Relation parentOfPartition(Relation relation) {
    Long parent = isPartition(relation) ? parents.get(relation.oid()) : null;
    return parent == null ? null : relations.get(parent);
  }

  /** The default partition of a partitioned table; null where it has none. */
  public @Nullable Relation defaultPartition(Relation relation) {
    Long partition = defaultPartitions.get(relation.oid());
    return partition == null ? null : relations.get(partition);
  }

  /** All foreign keys between relations that were found: a view, which an editor changes. */
  public List<ForeignKey> foreignKeys() {
    return Collections.unmodifiableList(foreignKeys);
  }

  /** The table that an index belongs to; null for what is no index. */
  public @Nullable Relation tableOfIndex(Relation index) {
    Long table = tableOfIndex.get(index.oid());
    return table == null ? null : relations.get(table);
  }

  /** The indexes of a table, where they were asked for. */
  public List<Relation> indexes(Relation table) {
    return List.copyOf(relations(indexesOfTable.getOrDefault(table.oid(), Set.of())));
  }

  /** The sequences that belong to columns of a table, where they were asked for. */
  public Collection<Relation> sequences(Relation table) {
    return relations(sequences.getOrDefault(table.oid(), Map.of()).keySet());
  }

  /** The sequences that belong to one column of a table, where they were asked for. */
  public Collection<Relation> sequences(Relation table, String column) {
    List<Long> owned = new ArrayList<>();
    sequences
        .getOrDefault(table.oid(), Map.of())
        .forEach(
            (sequence, owner) -> {
              if (owner.equals(column)) {
                owned.add(sequence);
              }
            });
    return relations(owned);
  }

  /** Whether it has triggers, those of foreign keys included, or had some before. */
  public boolean hasTriggers(Relation table) {
    return withTriggers.contains(table.oid());
  }

  /** What a view reads directly. */
  public Collection<Relation> viewReads(Relation view) {
    return relations(viewReads.getOrDefault(view.oid(), List.of()));
  }

  /** The views that read a relation, directly or through others, so far as they are known. */
  public Collection<Relation> readers(Relation relation) {
    Set<Relation> found = new LinkedHashSet<>();
    Deque<Long> open = new ArrayDeque<>();
    open.add(relation.oid());
    while (!open.isEmpty()) {
      long read = open.pop();
      for (Map.Entry<Long, List<Long>> view : viewReads.entrySet()) {
        Relation reader = relations.get(view.getKey());
        if (reader != null && view.getValue().contains(read) && found.add(reader)) {
          open.add(view.getKey());
        }
      }
    }
    return found;
  }

  /** What a relation is called now, its schema included. */
  public QualifiedName placeOf(Relation relation) {
    QualifiedName first = QualifiedName.of(relation.schema(), relation.name());
    if (relation.equals(byName.get(first))) {
      return first;
    }
    for (Map.Entry<QualifiedName, Relation> entry : byName.entrySet()) {
      if (entry.getValue().oid() == relation.oid()) {
        return entry.getKey();
      }
    }
    return first;
  }

  private Collection<Relation> relations(Collection<Long> oids) {
    List<Relation> found = new ArrayList<>();
    for (long oid : oids) {
      Relation relation = relations.get(oid);
      if (relation != null) {
        found.add(relation);
      }
    }
    return found;
  }

  /** A column, where details of the table were asked for. */
  public @Nullable Column column(Relation table, String name) {
    return columns.getOrDefault(table.oid(), Map.of()).get(name);
  }

  /** The columns of a table, where details were asked for. */
  public Collection<Column> columns(Relation table) {
    return columns.getOrDefault(table.oid(), Map.of()).values();
  }

  /** The constraints of a table, where details were asked for. */
  public Collection<TableConstraint> constraints(Relation table) {
    return constraints.getOrDefault(table.oid(), Map.of()).values();
  }

  /** A constraint, where details of the table were asked for. */
  public @Nullable TableConstraint constraint(Relation table, String name) {
    return constraints.getOrDefault(table.oid(), Map.of()).get(name);
  }

  /** The column numbers of each index of a table by its name; 0 stands for an expression. */
  public Map<String, Set<Integer>> indexColumns(Relation table) {
    return indexColumns.getOrDefault(table.oid(), Map.of());
  }

  /**
   * Whether a unique index that a script has made, over nothing but some of these columns, tells
   * rows of a table apart.
   */
  public boolean hasUniqueIndex(Relation table, Set<Integer> columns) {
    Map<String, Set<Integer>> known = indexColumns(table);
    for (Relation index : indexes(table)) {
      Set<Integer> indexed = known.get(placeOf(index).name());
      if (indexed != null
          && !indexed.isEmpty()
          && uniqueIndexes.contains(index.oid())
          && columns.containsAll(indexed)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a table has a trigger, rule or policy of this name.
   *
   * @return true too where details of the table were not asked for
   */
  public boolean mayHave(Relation table, ObjectKind kind, String name) {
    Set<String> known = tableObjects.getOrDefault(table.oid(), Set.of());
    return !columns.containsKey(table.oid())
        || known.contains(kind + " " + name)
        || known.contains(kind + " " + CatalogEditor.ANY_NAME);
  }

  /** How a table is partitioned, where details were asked for; null where it is not. */
  public @Nullable PartitionKey partitionKey(Relation table) {
    return partitionKeys.get(table.oid());
  }

  /** Where a relation is stored, where details were asked for. */
  public @Nullable Location location(Relation relation) {
    return locations.get(relation.oid());
  }

  /**
   * Whether a type is a domain with a constraint; null where there is no such type.
   *
   * @param schema never null: the caller walks the search path
   */
  public @Nullable Boolean isConstrainedDomain(String schema, String type) {
    return constrainedTypes.get(QualifiedName.of(schema, type));
  }

  /** The type below a domain, as {@code format_type} prints it; null for what is no domain. */
  public @Nullable String baseType(String schema, String type) {
    return baseTypes.get(QualifiedName.of(schema, type));
  }

  /** The functions and procedures of a name, all that differ in their arguments. */
  public List<Routine> routines(String schema, String name) {
    return routines.getOrDefault(QualifiedName.of(schema, name), List.of());
  }

  /** The name of a type as {@code format_type} prints it, without a schema that needs no quotes. */
  public static String withoutSchema(String type) {
    int dot = type.indexOf('.');
    return dot > 0 && type.indexOf('"') < 0 && type.indexOf('(') < 0
        ? type.substring(dot + 1)
        : type;
  }

  /** Whether values of one type are values of the other as they are; names without schemas. */
  public boolean isBinaryCoercible(String from, String to) {
    return from.equals(to) || binaryCasts.contains(List.of(from, to));
  }

  /** The relations that depend on {@code object}, and how. */
  public Map<Relation, Set<Dependants.Via>> dependants(Dependants object) {
    return dependants.getOrDefault(object, Map.of());
  }
}
