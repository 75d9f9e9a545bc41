/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.ObjectKind;
import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does to a {@link Catalog} what statements do to a database, so far as locks depend on it. The
 * database itself is left alone. Not thread-safe.
 */
public final class CatalogEditor {

  /** Where numbers of new columns begin if those that the table has are not known. */
  private static final int UNKNOWN_NUMBERS = 10_000;

  /** Stands for a name that is not known. */
  public static final String ANY_NAME = "";

  /** Of {@code pg_cast}: those between types that columns have, and that need no conversion. */
  private static final List<List<String>> BUILT_IN_CASTS =
      List.of(
          List.of("text", "character varying"),
          List.of("character varying", "text"),
          List.of("xml", "text"),
          List.of("xml", "character varying"),
          List.of("cidr", "inet"),
          List.of("integer", "oid"),
          List.of("oid", "integer"),
          List.of("bit", "bit varying"),
          List.of("bit varying", "bit"));

  private final Catalog catalog;
  private long lastOid;

  /** What has another name than it had when it was made or found, by that name. */
  private final Map<QualifiedName, Relation> moved = new HashMap<>();

  public CatalogEditor(Catalog catalog) {
    this.catalog = catalog;
  }

  /** A catalog without relations. */
  public static Catalog blank(List<String> searchPath, String user, String timeZone) {
    Catalog catalog = new Catalog();
    catalog.searchPath = List.copyOf(searchPath);
    catalog.schemas.addAll(searchPath);
    catalog.user = user;
    catalog.timeZone = timeZone;
    catalog.binaryCasts.addAll(BUILT_IN_CASTS);
    return catalog;
  }

  // ---------------------------------------------------------------- relations

  /** A relation is made; its oid is negative. */
  public Relation create(QualifiedName place, RelationKind kind) {
    lastOid--;
    Relation relation =
        new Relation(
            lastOid,
            Objects.requireNonNull(place.schema()),
            place.name(),
            kind,
            false,
            false,
            0,
            0);
    catalog.add(relation);
    catalog.fresh.add(relation.oid());
    return relation;
  }

  /** A relation that a statement names is taken to have been there, whatever it is like. */
  public Relation assume(QualifiedName place, RelationKind kind) {
    Relation relation = create(place, kind);
    catalog.fresh.remove(relation.oid());
    catalog.assumed.add(relation.oid());
    return relation;
  }

  /** Whether a script made it, rather than that it was found. */
  public static boolean isMade(Relation relation) {
    return relation.oid() < 0;
  }

  public void makeTemporary(Relation relation) {
    catalog.temporary.add(relation.oid());
  }

  /** It goes, with what cannot be without it: partitions, indexes, owned sequences, keys. */
  public void drop(Relation relation) {
    for (Relation child : List.copyOf(catalog.children(relation))) {
      if (catalog.isPartition(child) || relation.kind() == RelationKind.PARTITIONED_INDEX) {
        drop(child);
      } else {
        leave(child);
      }
    }
    for (Relation index : catalog.indexes(relation)) {
      forget(index);
    }
    for (Relation sequence : List.copyOf(catalog.sequences(relation))) {
      forget(sequence);
    }
    removeKeysOf(relation);
    Relation table = catalog.tableOfIndex(relation);
    if (table != null) {
      catalog.indexColumns.getOrDefault(table.oid(), new HashMap<>()).remove(nameOf(relation));
    }
    forget(relation);
  }

  private void forget(Relation relation) {
    leave(relation);
    removeName(relation);
    catalog.relations.remove(relation.oid());
    Long table = catalog.tableOfIndex.remove(relation.oid());
    if (table != null) {
      catalog.indexesOfTable.getOrDefault(table, new HashSet<>()).remove(relation.oid());
    }
  }

  /** Another name, another schema, or both. The relation itself says what it was called first. */
  public void move(Relation relation, QualifiedName place) {
    String before = nameOf(relation);
    removeName(relation);
    catalog.byName.put(place, relation);
    moved.put(place, relation);
    Relation table = catalog.tableOfIndex(relation);
    if (table != null) {
      Map<String, Set<Integer>> indexes = catalog.indexColumns.get(table.oid());
      if (indexes != null && indexes.containsKey(before)) {
        indexes.put(place.name(), Objects.requireNonNull(indexes.remove(before)));
      }
    }
  }

  private void removeName(Relation relation) {
    if (!catalog.byName.remove(QualifiedName.of(relation.schema(), relation.name()), relation)) {
      catalog.byName.values().removeIf(r -> r.oid() == relation.oid());
    }
  }

  private String nameOf(Relation relation) {
    return catalog.placeOf(relation).name();
  }

  public void createSchema(String schema) {
    catalog.schemas.add(schema);
  }

  /** All that is in it goes too. */
  public void dropSchema(String schema) {
    List<Relation> inside =
        catalog.byName.entrySet().stream()
            .filter(e -> schema.equals(e.getKey().schema()))
            .map(Map.Entry::getValue)
            .toList();
    inside.forEach(this::drop);
    removeSchema(schema);
    catalog.constrainedTypes.keySet().removeIf(n -> schema.equals(n.schema()));
    catalog.routines.keySet().removeIf(n -> schema.equals(n.schema()));
  }

  private void removeSchema(String schema) {
    catalog.schemas.remove(schema);
    catalog.searchPath = catalog.searchPath.stream().filter(s -> !s.equals(schema)).toList();
  }

  public void renameSchema(String schema, String newName) {
    removeSchema(schema);
    catalog.schemas.add(newName);
    moveAll(catalog.byName, schema, newName);
    catalog.byName.forEach(
        (place, relation) -> {
          if (newName.equals(place.schema())) {
            moved.put(place, relation);
          }
        });
    moveAll(catalog.constrainedTypes, schema, newName);
    moveAll(catalog.baseTypes, schema, newName);
    moveAll(catalog.routines, schema, newName);
  }

  private static <V> void moveAll(Map<QualifiedName, V> map, String schema, String newName) {
    Map<QualifiedName, V> moved = new HashMap<>();
    map.forEach(
        (name, value) -> {
          if (schema.equals(name.schema())) {
            moved.put(name, value);
          }
        });
    moved.forEach(
        (name, value) -> {
          map.remove(name);
          map.put(name.inSchema(newName), value);
        });
  }

  /** What was made up to now exists from now on, under the name that it has. */
  public void settle() {
    catalog.fresh.clear();
    if (moved.isEmpty()) {
      return;
    }
    Map<QualifiedName, Relation> names = new HashMap<>(moved);
    moved.clear();
    names.entrySet().removeIf(e -> !e.getValue().equals(catalog.byName.get(e.getKey())));
    names.forEach(
        (place, old) -> {
          String schema = Objects.requireNonNull(place.schema());
          if (!old.name().equals(place.name()) || !old.schema().equals(schema)) {
            Relation now =
                new Relation(
                    old.oid(),
                    schema,
                    place.name(),
                    old.kind(),
                    old.lockable(),
                    old.free(),
                    old.estimatedRows(),
                    old.bytes());
            catalog.byName.put(place, now);
            catalog.relations.put(now.oid(), now);
          }
        });
  }

  // ---------------------------------------------------------------- how they hang together

  /**
   * A table becomes a child or, with {@code partition}, a partition of another. Nothing happens
   * where that would close a circle, which PostgreSQL refuses.
   */
  public void inherit(Relation child, Relation parent, boolean partition) {
    if (child.oid() == parent.oid()
        || catalog.descendants(child).stream().anyMatch(r -> r.oid() == parent.oid())) {
      return;
    }
    catalog.children.computeIfAbsent(parent.oid(), k -> new ArrayList<>()).add(child.oid());
    catalog.parents.put(child.oid(), parent.oid());
    if (partition) {
      catalog.partitions.add(child.oid());
    }
  }

  public void setDefaultPartition(Relation parent, Relation partition) {
    catalog.defaultPartitions.put(parent.oid(), partition.oid());
  }

  /** It is nobody's child or partition any more. */
  public void leave(Relation child) {
    Long parent = catalog.parents.remove(child.oid());
    if (parent != null) {
      List<Long> siblings = new ArrayList<>(catalog.children.getOrDefault(parent, List.of()));
      siblings.remove(child.oid());
      catalog.children.put(parent, siblings);
      catalog.defaultPartitions.remove(parent, child.oid());
    }
    catalog.partitions.remove(child.oid());
  }

  public void addKey(ForeignKey key) {
    catalog.foreignKeys.add(key);
  }

  public void removeKey(ForeignKey key) {
    catalog.foreignKeys.remove(key);
    if (key.oid() > 0) {
      List<ForeignKey> parts =
          catalog.foreignKeys.stream().filter(k -> k.parent() == key.oid()).toList();
      parts.forEach(this::removeKey);
    }
  }

  /** The same key is checked from now on. */
  public void validateKey(ForeignKey key) {
    catalog.foreignKeys.replaceAll(k -> k.equals(key) ? key.valid() : k);
  }

  private void removeKeysOf(Relation table) {
    catalog.foreignKeys.removeIf(
        k -> k.referencing() == table.oid() || k.referenced() == table.oid());
  }

  /** An index of {@code table}, its columns in order; 0 stands for an expression. */
  public void setIndex(Relation index, Relation table, Set<Integer> columns) {
    catalog.addIndex(index.oid(), table.oid());
    of(catalog.indexColumns, table).put(index.name(), new LinkedHashSet<>(columns));
  }

  /** An index lets no two rows have the same values. */
  public void setUnique(Relation index) {
    catalog.uniqueIndexes.add(index.oid());
  }

  public void setOwner(Relation sequence, Relation table, String column) {
    catalog
        .sequences
        .computeIfAbsent(table.oid(), k -> new LinkedHashMap<>())
        .put(sequence.oid(), column);
  }

  /** What a view reads; not itself, by whatever way: PostgreSQL knows no such view. */
  public void setReads(Relation view, Collection<Relation> read) {
    catalog.viewReads.put(
        view.oid(),
        new ArrayList<>(
            read.stream()
                .map(Relation::oid)
                .distinct()
                .filter(oid -> !reads(oid, view.oid(), new HashSet<>()))
                .toList()));
  }

  private boolean reads(long view, long read, Set<Long> seen) {
    return view == read
        || (seen.add(view)
            && catalog.viewReads.getOrDefault(view, List.of()).stream()
                .anyMatch(next -> reads(next, read, seen)));
  }

  // ---------------------------------------------------------------- what tables are made of

  /** Adds a column, or puts it in the place of the one of that name. */
  public void putColumn(Relation table, Column column) {
    of(catalog.columns, table).put(column.name(), column);
  }

  /** The number of a column that is about to be added. */
  public int nextColumnNumber(Relation table) {
    Collection<Column> columns = catalog.columns(table);
    int known = 0;
    for (Column column : columns) {
      known = Math.max(known, column.number());
    }
    return known == 0 && !isMade(table) ? UNKNOWN_NUMBERS : known + 1;
  }

  /** The column goes, with indexes and constraints that are about it. */
  public void dropColumn(Relation table, String name) {
    Column column = catalog.column(table, name);
    if (column == null) {
      return;
    }
    Objects.requireNonNull(catalog.columns.get(table.oid())).remove(name);
    Map<String, TableConstraint> constraints = catalog.constraints.get(table.oid());
    if (constraints != null) {
      constraints.values().removeIf(c -> c.columns().contains(column.number()));
    }
    Map<String, Set<Integer>> indexes = catalog.indexColumns.get(table.oid());
    if (indexes != null) {
      List<String> gone =
          indexes.entrySet().stream()
              .filter(e -> e.getValue().contains(column.number()))
              .map(Map.Entry::getKey)
              .toList();
      for (Relation index : catalog.indexes(table)) {
        if (gone.contains(nameOf(index))) {
          forget(index);
        }
      }
      gone.forEach(indexes::remove);
    }
  }

  public void renameColumn(Relation table, String name, String newName) {
    Map<String, Column> columns = catalog.columns.get(table.oid());
    Column old = columns == null ? null : columns.remove(name);
    if (columns != null && old != null) {
      columns.put(
          newName,
          new Column(
              old.number(), newName, old.type(), old.baseType(), old.notNull(), old.stored()));
    }
    Map<String, TableConstraint> constraints = catalog.constraints.get(table.oid());
    if (constraints != null && old != null) {
      constraints.replaceAll(
          (key, c) ->
              c.columns().contains(old.number()) && !c.printed().isEmpty()
                  ? c.printed(renamed(c.printed(), name, newName))
                  : c);
    }
    catalog.foreignKeys.replaceAll(k -> k.renamed(table.oid(), name, newName));
  }

  /** An expression as it reads when a column has another name. */
  private static String renamed(String expression, String name, String newName) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (SqlToken token : SqlScanner.scan(expression)) {
      boolean isName =
          token.kind() == SqlToken.Kind.WORD || token.kind() == SqlToken.Kind.QUOTED_NAME;
      if (isName && Identifiers.name(token, expression).equals(name)) {
        text.append(expression, from, token.start()).append(Identifiers.quote(newName));
        from = token.end();
      }
    }
    return text.append(expression, from, expression.length()).toString();
  }

  public void putConstraint(Relation table, TableConstraint constraint) {
    of(catalog.constraints, table).put(constraint.name(), constraint);
  }

  private static <V> Map<String, V> of(Map<Long, Map<String, V>> all, Relation table) {
    Map<String, V> known = all.get(table.oid());
    if (known == null) {
      known = new LinkedHashMap<>();
      all.put(table.oid(), known);
    }
    return known;
  }

  public void dropConstraint(Relation table, String name) {
    catalog.constraints.getOrDefault(table.oid(), new HashMap<>()).remove(name);
    catalog.foreignKeys.removeIf(k -> k.referencing() == table.oid() && k.name().equals(name));
    Relation index =
        catalog.indexes(table).stream()
            .filter(i -> nameOf(i).equals(name))
            .findFirst()
            .orElse(null);
    if (index != null) {
      catalog.indexColumns.getOrDefault(table.oid(), new HashMap<>()).remove(name);
      forget(index);
    }
  }

  public void renameConstraint(Relation table, String name, String newName) {
    Map<String, TableConstraint> constraints = catalog.constraints.get(table.oid());
    TableConstraint old = constraints == null ? null : constraints.remove(name);
    if (constraints != null && old != null) {
      constraints.put(newName, old.named(newName));
    }
    catalog.foreignKeys.replaceAll(
        k -> k.referencing() == table.oid() && k.name().equals(name) ? k.named(newName) : k);
    catalog.indexes(table).stream()
        .filter(i -> nameOf(i).equals(name))
        .findFirst()
        .ifPresent(i -> move(i, QualifiedName.of(i.schema(), newName)));
  }

  /** A trigger, rule or policy is made. */
  public void addObject(Relation table, ObjectKind kind, String name) {
    catalog.tableObjects.computeIfAbsent(table.oid(), k -> new HashSet<>()).add(kind + " " + name);
    if (kind == ObjectKind.TRIGGER) {
      catalog.withTriggers.add(table.oid());
    }
  }

  public void setLocation(Relation relation, Location location) {
    catalog.locations.put(relation.oid(), location);
  }

  // ---------------------------------------------------------------- types and functions

  /**
   * A type is made.
   *
   * @param baseType the type below a domain; null for what is no domain
   */
  public void putType(QualifiedName place, boolean constrained, @Nullable String baseType) {
    catalog.constrainedTypes.put(place, constrained);
    if (baseType != null) {
      catalog.baseTypes.put(place, baseType);
    }
  }

  /** A function is made, or replaced: others of its name are forgotten with {@code replace}. */
  public void putRoutine(QualifiedName place, Routine routine, boolean replace) {
    List<Routine> all =
        new ArrayList<>(
            replace
                ? List.of()
                : catalog.routines(Objects.requireNonNull(place.schema()), place.name()));
    all.add(routine);
    catalog.routines.put(place, all);
  }
}
