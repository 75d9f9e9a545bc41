/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.CatalogEntry;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.sql.LockMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The locks of one statement as they are collected: the strongest on each relation. */
final class LockSet {

  private final Map<Long, RelationLock> locks = new LinkedHashMap<>();

  void add(CatalogEntry entry, LockMode mode) {
    add(entry, mode, false, false);
  }

  void add(CatalogEntry entry, LockMode mode, boolean rewrite, boolean scan) {
    Relation relation = entry.relation();
    locks.merge(
        relation.oid(),
        new RelationLock(relation, mode, rewrite, scan),
        (one, other) ->
            new RelationLock(
                relation,
                one.mode().strongest(other.mode()),
                one.rewrite() || other.rewrite(),
                one.scan() || other.scan()));
  }

  boolean isEmpty() {
    return locks.isEmpty();
  }

  List<RelationLock> asList() {
    return List.copyOf(locks.values());
  }
}
