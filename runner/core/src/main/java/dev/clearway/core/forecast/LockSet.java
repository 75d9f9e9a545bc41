/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.sql.LockMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the locks of one statement: the strongest for each relation. */
final class LockSet {

  /** What happens to the rows while a relation is locked. */
  enum Work {
    NONE,
    SCAN,
    /** The relation's file is written anew, from all that is read. */
    REWRITE,
    /** The relation's file is written anew, and nothing is read. */
    REPLACE
  }

  private final Catalog catalog;

  /** Without a database partitions may be there that no script has made. */
  private final boolean offline;

  private final Map<Long, RelationLock> locks = new LinkedHashMap<>();

  LockSet(Catalog catalog, boolean offline) {
    this.catalog = catalog;
    this.offline = offline;
  }

  void add(@Nullable Relation relation, LockMode mode) {
    add(relation, mode, Work.NONE);
  }

  /**
   * Temporary relations and those of the scripts are left out: nobody else waits for them. So are
   * system catalogs, which no script locks strongly.
   */
  void add(@Nullable Relation relation, LockMode mode, Work work) {
    if (relation == null
        || catalog.isTemporary(relation)
        || catalog.isFresh(relation)
        || relation.schema().equals("pg_catalog")
        || relation.schema().equals("information_schema")) {
      return;
    }
    boolean stored =
        switch (relation.kind()) {
          case TABLE, MATERIALIZED_VIEW, SEQUENCE, INDEX, TOAST -> true;
          case PARTITIONED_TABLE -> offline && catalog.children(relation).isEmpty();
          case PARTITIONED_INDEX, VIEW, FOREIGN_TABLE, COMPOSITE_TYPE -> false;
        };
    boolean readable = stored && relation.kind() != RelationKind.SEQUENCE;
    RelationLock lock =
        new RelationLock(
            relation,
            mode,
            stored && (work == Work.REWRITE || work == Work.REPLACE),
            readable && (work == Work.REWRITE || work == Work.SCAN));
    RelationLock before = locks.get(relation.oid());
    locks.put(relation.oid(), before == null ? lock : both(before, lock));
  }

  void addAll(Collection<Relation> relations, LockMode mode, Work work) {
    for (Relation relation : relations) {
      add(relation, mode, work);
    }
  }

  /** The relation and all that is below it. */
  void addTree(@Nullable Relation relation, LockMode mode, Work work) {
    if (relation != null) {
      add(relation, mode, work);
      addAll(catalog.descendants(relation), mode, work);
    }
  }

  private static RelationLock both(RelationLock a, RelationLock b) {
    return new RelationLock(
        a.relation(),
        a.mode().strongest(b.mode()),
        a.rewrite() || b.rewrite(),
        a.scan() || b.scan());
  }

  List<RelationLock> locks() {
    return List.copyOf(locks.values());
  }

  boolean isEmpty() {
    return locks.isEmpty();
  }
}
