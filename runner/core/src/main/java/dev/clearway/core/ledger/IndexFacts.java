/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

/**
 * An index, as the catalog has it.
 *
 * @param oid its own
 * @param schema of the index
 * @param name without quotes
 * @param table whose index it is, as SQL; for a toast table's, the table that this belongs to
 * @param tableOid of {@code table}
 * @param valid whether queries may use it
 * @param definition as {@code pg_get_indexdef} gives it
 * @param building whether another session builds it now
 */
public record IndexFacts(
    long oid,
    String schema,
    String name,
    String table,
    long tableOid,
    boolean valid,
    String definition,
    boolean building) {

  /** Its name as SQL, schema included. */
  public String sql() {
    return '"' + schema.replace("\"", "\"\"") + "\".\"" + name.replace("\"", "\"\"") + '"';
  }

  /** Its name for people, and for SQL wherever it is a plain one. */
  public String display() {
    return schema + "." + name;
  }
}
