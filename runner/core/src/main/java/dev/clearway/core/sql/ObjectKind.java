/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

/** The kinds of database object that statements create, change and drop. */
public enum ObjectKind {
  TABLE,
  FOREIGN_TABLE,
  INDEX,
  VIEW,
  MATERIALIZED_VIEW,
  SEQUENCE,
  TYPE,
  DOMAIN,
  FUNCTION,
  SCHEMA,
  DATABASE,
  EXTENSION,
  TRIGGER,
  RULE,
  POLICY,
  CONSTRAINT,
  COLUMN,
  STATISTICS,
  PUBLICATION,
  /** Everything else: no relation is locked for it. */
  OTHER;

  /** Whether it has a row in {@code pg_class}. */
  public boolean isRelation() {
    return switch (this) {
      case TABLE, FOREIGN_TABLE, INDEX, VIEW, MATERIALIZED_VIEW, SEQUENCE -> true;
      default -> false;
    };
  }
}
