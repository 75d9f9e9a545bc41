/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.failure;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an SQLSTATE means for a migration.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">Appendix A,
 *     PostgreSQL Error Codes</a>
 */
public enum FailureKind {
  /** 55P03: a lock was not to be had within {@code lock_timeout}, or NOWAIT. */
  LOCK_NOT_AVAILABLE,
  /** 40P01: we were chosen to break a deadlock. */
  DEADLOCK,
  /** 40001: a serialisable or repeatable-read transaction lost. */
  SERIALIZATION_FAILURE,
  /** 57014: {@code statement_timeout}, the stall watch, our own interrupt, or an operator. */
  QUERY_CANCELED,
  /**
   * Class 08, or the server ended our session: what became of the work is unknown until looked up.
   */
  CONNECTION_LOST,
  /** 25006: this server only reads: a standby, or a primary that was demoted. */
  READ_ONLY,
  /** Anything else: the statement is wrong, and trying again would not mend it. */
  OTHER;

  /**
   * 57P01 to 57P03 and 57P05: shutdown, crash, not yet up, idle session; 25P03 and 25P04 likewise.
   */
  private static final Set<String> SESSION_ENDED =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "25P04");

  /** Classifies an SQLSTATE; null and unknown ones are {@link #OTHER}. */
  public static FailureKind of(@Nullable String sqlState) {
    if (sqlState == null) {
      return OTHER;
    }
    return switch (sqlState) {
      case "55P03" -> LOCK_NOT_AVAILABLE;
      case "40P01" -> DEADLOCK;
      case "40001" -> SERIALIZATION_FAILURE;
      case "57014" -> QUERY_CANCELED;
      case "25006" -> READ_ONLY;
      default ->
          sqlState.startsWith("08") || SESSION_ENDED.contains(sqlState) ? CONNECTION_LOST : OTHER;
    };
  }
}
