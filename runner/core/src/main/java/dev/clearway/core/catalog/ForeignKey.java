/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import java.util.HashSet;
import java.util.Set;

/**
 * A foreign key. On partitioned tables there is one for each pair of partitions too.
 *
 * @param oid {@code pg_constraint.oid}; 0 for one that a script is about to add
 * @param parent the {@code oid} of the one that this belongs to; 0 for one of its own
 * @param referencing {@code pg_class.oid} of the table that refers
 * @param referenced {@code pg_class.oid} of the table that is referred to
 * @param validated false for NOT VALID
 * @param writes whether a change of the referenced rows changes the others: CASCADE, SET NULL and
 *     SET DEFAULT
 */
public record ForeignKey(
    long oid,
    long parent,
    long referencing,
    long referenced,
    String name,
    boolean validated,
    boolean writes,
    Set<String> columns,
    Set<String> referencedColumns) {

  public ForeignKey {
    columns = Set.copyOf(columns);
    referencedColumns = Set.copyOf(referencedColumns);
  }

  /** The same key, checked. */
  public ForeignKey valid() {
    return new ForeignKey(
        oid, parent, referencing, referenced, name, true, writes, columns, referencedColumns);
  }

  /** The same key by another name. */
  public ForeignKey named(String newName) {
    return new ForeignKey(
        oid,
        parent,
        referencing,
        referenced,
        newName,
        validated,
        writes,
        columns,
        referencedColumns);
  }

  /** The same key when a column of a table, of either side, has another name. */
  ForeignKey renamed(long table, String column, String newName) {
    return new ForeignKey(
        oid,
        parent,
        referencing,
        referenced,
        name,
        validated,
        writes,
        referencing == table ? renamed(columns, column, newName) : columns,
        referenced == table ? renamed(referencedColumns, column, newName) : referencedColumns);
  }

  private static Set<String> renamed(Set<String> names, String name, String newName) {
    if (!names.contains(name)) {
      return names;
    }
    Set<String> others = new HashSet<>(names);
    others.remove(name);
    others.add(newName);
    return others;
  }
}
