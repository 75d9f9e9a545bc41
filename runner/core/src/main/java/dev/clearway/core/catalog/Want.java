/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

/** What is to be found out about a relation, besides the relation itself. */
public enum Want {
  /** Its partitions or children, all levels. */
  DESCENDANTS(1),
  /** The other side of its foreign keys, in both directions, and its partitions. */
  FOREIGN_KEYS(2),
  /** With {@link #FOREIGN_KEYS}: who refers to those that refer to it, and so on. */
  REFERRERS_OF_REFERRERS(4),
  /** The partitioned table that it is a partition of, and the default partition there. */
  PARENT(8),
  /** The table that an index belongs to. */
  TABLE_OF_INDEX(16),
  /** What a view reads, through other views too. */
  VIEW_READS(32),
  DEFAULT_PARTITION(64),
  INDEXES(128),
  /** The sequences that its columns own. */
  SEQUENCES(256);

  private final int bit;

  Want(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }
}
