/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.catalog;

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

  /** {@code schema.name}, for people and for JSON; unquoted. */
  public String qualifiedName() {
    return schema + "." + name;
  }
}
