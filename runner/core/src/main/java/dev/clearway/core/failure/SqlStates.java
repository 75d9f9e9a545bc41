/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.failure;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the server's answer in what a library has wrapped around it. Stateless. */
public final class SqlStates {

  /** 25P02: the transaction is aborted already; says nothing of why. */
  private static final String IN_FAILED_TRANSACTION = "25P02";

  private SqlStates() {}

  /**
   * The first exception with an SQLSTATE, down {@code getCause}, {@code getNextException} (a batch
   * keeps its reason there) and {@code getSuppressed}; one that only says that the transaction was
   * aborted before is taken when there is no other.
   */
  public static @Nullable SQLException find(@Nullable Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>();
    if (thrown != null) {
      open.add(thrown);
    }
    SQLException fallback = null;
    while (!open.isEmpty()) {
      Throwable next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      if (next instanceof SQLException sql) {
        if (sql.getSQLState() != null) {
          if (!sql.getSQLState().equals(IN_FAILED_TRANSACTION)) {
            return sql;
          }
          fallback = fallback == null ? sql : fallback;
        }
        if (sql.getNextException() != null) {
          open.add(sql.getNextException());
        }
      }
      if (next.getCause() != null) {
        open.add(next.getCause());
      }
      Collections.addAll(open, next.getSuppressed());
    }
    return fallback;
  }

  /** The SQLSTATE of {@link #find}; null where there is none. */
  public static @Nullable String sqlState(@Nullable Throwable thrown) {
    SQLException found = find(thrown);
    return found == null ? null : found.getSQLState();
  }
}
