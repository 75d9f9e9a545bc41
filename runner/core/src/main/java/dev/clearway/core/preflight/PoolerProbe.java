/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether each transaction of a connection may run in another session of the server, as a
 * pooler in transaction mode has it. It leaves nothing behind in a session that belongs to others.
 */
final class PoolerProbe {

  static final String RULE = "transaction-pooler";

  /** Looks after the first one. */
  private static final int LOOKS = 3;

  /** A session that is so much older than our connection was made for somebody else. */
  private static final Duration TOLERANCE = Duration.ofMillis(500);

  /** A pool of one session would let us wait for ourselves. */
  private static final int PATIENCE_SECONDS = 2;

  /** What is between us and the server. */
  enum Path {
    DIRECT,
    /** Somebody, but our session stays ours so far as can be told. */
    SESSION_POOLER,
    TRANSACTION_POOLER
  }

  private record Mark(int pid, Duration age) {}

  private record Seen(int pid, @Nullable String mark) {}

  private PoolerProbe() {}

  static Path probe(PreflightTarget target) throws SQLException {
    Session session = new Session(target.connection());
    String mark = UUID.randomUUID().toString();
    try {
      Mark first =
          session.one(
              "pooler-mark.sql",
              row ->
                  new Mark(
                      row.getInt("pid"), Duration.ofMillis(Math.round(row.getDouble("age_ms")))),
              mark);
      Duration ours = Duration.ofNanos(System.nanoTime() - target.connectingSince());
      for (int i = 0; i < LOOKS; i++) {
        if (isElsewhere(session, first, mark)) {
          return Path.TRANSACTION_POOLER;
        }
      }
      boolean suspect =
          (target.announcedPid() != 0 && target.announcedPid() != first.pid())
              || first.age().compareTo(ours.plus(TOLERANCE)) > 0;
      if (!suspect) {
        return Path.DIRECT;
      }
      return isElsewhereBesides(target, session, first, mark)
          ? Path.TRANSACTION_POOLER
          : Path.SESSION_POOLER;
    } finally {
      session.all("pooler-mark.sql", row -> row.getInt("pid"), "");
    }
  }

  private static boolean isElsewhere(Session session, Mark first, String mark) throws SQLException {
    Seen seen =
        session.one("pooler-look.sql", row -> new Seen(row.getInt("pid"), row.getString("mark")));
    return seen.pid() != first.pid() || !mark.equals(seen.mark());
  }

  /** A pool gives back the session that was used last, unless somebody else is in it. */
  private static boolean isElsewhereBesides(
      PreflightTarget target, Session session, Mark first, String mark) throws SQLException {
    try (Connection other = target.another().open()) {
      other.setAutoCommit(false);
      try (Statement occupy = other.createStatement()) {
        occupy.setQueryTimeout(PATIENCE_SECONDS);
        occupy.execute("select 1");
        return isElsewhere(session, first, mark);
      } finally {
        other.rollback();
      }
    }
  }

  static void judge(Path path, Report report) {
    switch (path) {
      case DIRECT -> report.fact("pooler", "none");
      case SESSION_POOLER -> {
        report.fact("pooler", "one that keeps the session");
        report.general(
            "session-pooler",
            Severity.NOTE,
            "a connection pooler is in between; it seems to keep our session",
            "connect to the server itself: a pooler in transaction mode breaks migrations");
      }
      case TRANSACTION_POOLER -> {
        report.fact("pooler", "in transaction mode");
        report.general(
            RULE,
            Severity.ERROR,
            "a pooler in transaction mode is in between: the locks that keep two migrations apart,"
                + " lock_timeout and search_path would stay in sessions of the application",
            "connect to the server itself, or to a pool in session mode");
      }
    }
  }
}
