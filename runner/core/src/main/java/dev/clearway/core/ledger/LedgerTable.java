/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import java.nio.charset.StandardCharsets;

/**
 * The statement ledger's table: beside Flyway's history, and named after it, so that every history
 * has its own.
 *
 * @param schema of the history table
 * @param name the ledger's own
 * @param history the history table's
 */
public record LedgerTable(String schema, String name, String history) {

  private static final String SUFFIX = "_clearway";
  private static final int MAX_BYTES = 63;

  /** The ledger of the history table {@code history} in {@code schema}. */
  public static LedgerTable beside(String schema, String history) {
    String name = history + SUFFIX;
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      // PostgreSQL would cut the suffix off, and two long names may differ in their ends only
      String hash = String.format("_%08x", history.hashCode());
      int keep = history.length();
      while (history.substring(0, keep).getBytes(StandardCharsets.UTF_8).length
          > MAX_BYTES - SUFFIX.length() - hash.length()) {
        keep--;
      }
      name = history.substring(0, keep) + hash + SUFFIX;
    }
    return new LedgerTable(schema, name, history);
  }

  /** As SQL. */
  public String sql() {
    return quote(schema) + "." + quote(name);
  }

  /** The history table as SQL. */
  public String historySql() {
    return quote(schema) + "." + quote(history);
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
