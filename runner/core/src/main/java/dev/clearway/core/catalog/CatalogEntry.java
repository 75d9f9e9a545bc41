/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import java.util.List;

/**
 * A relation with what hangs together with it.
 *
 * @param partition whether it is a partition of its parent, and not merely a child
 * @param parents what it inherits from or is a partition of
 * @param defaultPartition its DEFAULT partition; 0 for none
 * @param indexedTable the table under an index; 0 for other relations
 * @param foreignKeys the foreign keys that it has
 */
public record CatalogEntry(
    Relation relation,
    boolean partition,
    List<Long> parents,
    long defaultPartition,
    long indexedTable,
    List<ForeignKeyEdge> foreignKeys) {

  /**
   * A foreign key.
   *
   * @param name the constraint's
   * @param referenced the table that it points to
   */
  public record ForeignKeyEdge(String name, long referenced) {}

  public CatalogEntry {
    parents = List.copyOf(parents);
    foreignKeys = List.copyOf(foreignKeys);
  }
}
