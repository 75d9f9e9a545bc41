/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.forecast;

import dev.clearway.core.catalog.Catalog;
import dev.clearway.core.catalog.ForeignKey;
import dev.clearway.core.catalog.Relation;
import dev.clearway.core.catalog.Want;
import dev.clearway.core.forecast.LockSet.Work;
import dev.clearway.core.sql.LockMode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The locks of making, attaching and detaching partitions. */
final class Partitions {

  static final Set<Want> OF_PARENT = Set.of(Want.DEFAULT_PARTITION, Want.FOREIGN_KEYS);
  static final Set<Want> OF_PARTITION = Set.of(Want.DESCENDANTS, Want.FOREIGN_KEYS);

  private final ScriptState state;
  private final int major;
  private final Catalog catalog;
  private final LockSet locks;

  Partitions(ScriptState state, int major, Catalog catalog, LockSet locks) {
    this.state = state;
    this.major = major;
    this.catalog = catalog;
    this.locks = locks;
  }

  /** CREATE TABLE ... PARTITION OF {@code parent}. */
  void create(@Nullable Relation parent) {
    if (parent == null) {
      return;
    }
    locks.add(parent, LockMode.ACCESS_EXCLUSIVE);
    // no row of the default partition may belong to the new one
    locks.add(catalog.defaultPartition(parent), LockMode.ACCESS_EXCLUSIVE, Work.SCAN);
    copyKeys(parent, null);
  }

  /**
   * ATTACH PARTITION.
   *
   * @param partition null for one that the script made
   * @param proven whether nobody has to read its rows: a CHECK says already that all belong there
   */
  void attach(@Nullable Relation parent, @Nullable Relation partition, boolean proven) {
    locks.addTree(partition, LockMode.ACCESS_EXCLUSIVE, proven ? Work.NONE : Work.SCAN);
    if (parent == null) {
      return;
    }
    locks.add(parent, LockMode.SHARE_UPDATE_EXCLUSIVE);
    locks.add(catalog.defaultPartition(parent), LockMode.ACCESS_EXCLUSIVE, Work.SCAN);
    copyKeys(parent, partition);
  }

  /** DETACH PARTITION. */
  void detach(@Nullable Relation parent, @Nullable Relation partition, boolean concurrently) {
    LockMode mode = concurrently ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
    locks.add(parent, mode);
    // the concurrent one takes it when no query that saw the partition in its table is left
    locks.addTree(partition, LockMode.ACCESS_EXCLUSIVE, Work.NONE);
    if (parent != null) {
      locks.add(catalog.defaultPartition(parent), LockMode.ACCESS_EXCLUSIVE);
    }
    if (partition == null) {
      return;
    }
    for (ForeignKey key : state.foreignKeys()) {
      if (key.referencing() == partition.oid()) {
        locks.add(catalog.relation(key.referenced()), LockMode.SHARE_ROW_EXCLUSIVE);
      } else if (key.referenced() == partition.oid()) {
        // no row may refer to what goes
        locks.add(catalog.relation(key.referencing()), LockMode.ACCESS_EXCLUSIVE, Work.SCAN);
        locks.addTree(partition, LockMode.ACCESS_EXCLUSIVE, Work.SCAN);
      }
    }
  }

  /** The foreign keys of a partitioned table, in both directions, become the partition's too. */
  private void copyKeys(Relation parent, @Nullable Relation partition) {
    for (ForeignKey key : state.foreignKeys()) {
      if (key.referencing() == parent.oid()) {
        Relation referenced = catalog.relation(key.referenced());
        if (hasKeyTo(partition, key.referenced())) {
          locks.add(referenced, LockMode.ACCESS_EXCLUSIVE);
        } else {
          // the rows of one that is attached are checked
          boolean checks = partition != null && key.validated();
          locks.addTree(partition, LockMode.ACCESS_EXCLUSIVE, checks ? Work.SCAN : Work.NONE);
          locks.add(referenced, LockMode.SHARE_ROW_EXCLUSIVE, checks ? Work.SCAN : Work.NONE);
        }
      } else if (key.referenced() == parent.oid()) {
        locks.add(
            catalog.relation(key.referencing()),
            major >= 15 ? LockMode.SHARE_ROW_EXCLUSIVE : LockMode.ACCESS_SHARE);
      }
    }
  }

  /** A key that the partition has already takes the place of a new one: its triggers go. */
  private boolean hasKeyTo(@Nullable Relation partition, long referenced) {
    return partition != null
        && state.foreignKeys().stream()
            .anyMatch(k -> k.referencing() == partition.oid() && k.referenced() == referenced);
  }
}
