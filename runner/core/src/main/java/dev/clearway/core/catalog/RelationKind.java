/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

/** The kinds of relation that a lock can be taken on: {@code pg_class.relkind}. */
public enum RelationKind {
  TABLE('r'),
  PARTITIONED_TABLE('p'),
  INDEX('i'),
  PARTITIONED_INDEX('I'),
  VIEW('v'),
  MATERIALIZED_VIEW('m'),
  SEQUENCE('S'),
  FOREIGN_TABLE('f'),
  COMPOSITE_TYPE('c'),
  TOAST('t');

  private final char relkind;

  RelationKind(char relkind) {
    this.relkind = relkind;
  }

  public char relkind() {
    return relkind;
  }

  /** Whether {@code LOCK TABLE ONLY} accepts it without reaching other relations. */
  public boolean isTable() {
    return this == TABLE || this == PARTITIONED_TABLE;
  }

  /**
   * The kind that a catalog letter stands for.
   *
   * @throws IllegalArgumentException for a letter that {@code pg_class.relkind} does not have
   */
  public static RelationKind of(char relkind) {
    for (RelationKind kind : values()) {
      if (kind.relkind == relkind) {
        return kind;
      }
    }
    throw new IllegalArgumentException("not a pg_class.relkind: " + relkind);
  }
}
