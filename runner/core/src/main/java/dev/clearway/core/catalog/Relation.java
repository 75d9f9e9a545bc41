/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A relation that exists in the database.
 *
 * @param oid {@code pg_class.oid}
 * @param schema its schema, unquoted
 * @param name its name, unquoted
 * @param kind what it is
 * @param lockable whether the current role may {@code LOCK TABLE} it in SHARE UPDATE EXCLUSIVE
 *     mode: it is a table, and the role has UPDATE, DELETE or TRUNCATE on it (or MAINTAIN, from 17)
 * @param free whether nobody else held or awaited any lock on it at that moment; false where that
 *     was not looked at
 * @param estimatedRows {@code pg_class.reltuples}; -1 when never analysed
 * @param bytes {@code relpages} in bytes: what the last VACUUM or ANALYZE saw, without indexes
 */
public record Relation(
    long oid,
    String schema,
    String name,
    RelationKind kind,
    boolean lockable,
    boolean free,
    long estimatedRows,
    long bytes) {

  // As with QualifiedName: what a record makes by itself is slow at its first use.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Relation that
        && oid == that.oid
        && schema.equals(that.schema)
        && name.equals(that.name)
        && kind == that.kind
        && lockable == that.lockable
        && free == that.free
        && estimatedRows == that.estimatedRows
        && bytes == that.bytes;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(oid) + name.hashCode();
  }

  /** {@code schema.name}, for people and for JSON; unquoted. */
  public String qualifiedName() {
    return schema + "." + name;
  }
}
