/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.ForeignKey;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.RelationKind;
import dev.clearway.core.forecast.LockSet.Work;
import dev.clearway.core.sql.LockMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The locks that foreign keys carry to other tables. */
final class ForeignKeys {

  private final ScriptState state;
  private final int major;
  private final Catalog catalog;
  private final LockSet locks;

  ForeignKeys(ScriptState state, int major, Catalog catalog, LockSet locks) {
    this.state = state;
    this.major = major;
    this.catalog = catalog;
    this.locks = locks;
  }

  /** A key goes: its triggers on both sides, and those on partitions, go with it. */
  void drop(ForeignKey key) {
    for (ForeignKey part : family(key)) {
      locks.add(catalog.relation(part.referencing()), LockMode.ACCESS_EXCLUSIVE);
      Relation referenced = catalog.relation(part.referenced());
      // until 14 a partitioned table had no triggers of the keys that refer to it
      if (major >= 15
          || referenced == null
          || referenced.kind() != RelationKind.PARTITIONED_TABLE) {
        locks.add(referenced, LockMode.ACCESS_EXCLUSIVE);
      }
    }
    if (key.oid() == 0) {
      locks.addTree(catalog.relation(key.referenced()), LockMode.ACCESS_EXCLUSIVE, Work.NONE);
    }
  }

  /** Both sides of a key, and their partitions, in ACCESS EXCLUSIVE mode. */
  void lock(ForeignKey key) {
    for (ForeignKey part : family(key)) {
      locks.add(catalog.relation(part.referencing()), LockMode.ACCESS_EXCLUSIVE);
      add(catalog.relation(part.referenced()));
    }
    Relation referenced = catalog.relation(key.referenced());
    if (referenced != null) {
      add(referenced);
      catalog.descendants(referenced).forEach(this::add);
    }
  }

  private void add(@Nullable Relation referenced) {
    // until 14 a partitioned table had no triggers of the keys that refer to it
    boolean triggers =
        major >= 15 || referenced == null || referenced.kind() != RelationKind.PARTITIONED_TABLE;
    locks.add(referenced, triggers ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_ROW_EXCLUSIVE);
  }

  /** The rows of both sides are read. */
  void check(ForeignKey key) {
    for (ForeignKey part : family(key)) {
      Relation referencing = catalog.relation(part.referencing());
      locks.add(referencing, LockMode.ACCESS_SHARE, Work.SCAN);
    }
    locks.addTree(catalog.relation(key.referenced()), LockMode.ACCESS_SHARE, Work.SCAN);
  }

  /** The key and those that belong to it on partitions. */
  private Set<ForeignKey> family(ForeignKey key) {
    Set<ForeignKey> family = new HashSet<>(Set.of(key));
    if (key.oid() != 0) {
      List<ForeignKey> all = state.foreignKeys();
      boolean grown = true;
      while (grown) {
        grown = false;
        for (ForeignKey other : all) {
          if (family.stream().anyMatch(k -> k.oid() == other.parent())) {
            grown |= family.add(other);
          }
        }
      }
    }
    return family;
  }

  /** TRUNCATE ... CASCADE goes on to whoever refers to the table, and to who refers to those. */
  void truncateReferrers(Relation table) {
    Set<Long> seen = new HashSet<>();
    Deque<Relation> open = new ArrayDeque<>();
    open.add(table);
    open.addAll(catalog.descendants(table));
    while (!open.isEmpty()) {
      Relation referenced = open.pop();
      if (!seen.add(referenced.oid())) {
        continue;
      }
      for (ForeignKey key : state.foreignKeys()) {
        Relation referrer = catalog.relation(key.referencing());
        if (key.referenced() == referenced.oid() && referrer != null) {
          locks.addTree(referrer, LockMode.ACCESS_EXCLUSIVE, Work.REPLACE);
          open.add(referrer);
          open.addAll(catalog.descendants(referrer));
        }
      }
    }
  }
}
