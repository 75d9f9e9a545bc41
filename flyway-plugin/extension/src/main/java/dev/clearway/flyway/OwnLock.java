/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.flyway;

import dev.clearway.core.sql.SqlResource;
import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Flyway's advisory lock, which belongs to the session that the scripts run on: a script that
 * releases all that its session has would let another runner in beside this one.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-discard.html">DISCARD</a>, of which ALL
 *     includes {@code pg_advisory_unlock_all}
 */
final class OwnLock {

  private static final String KEYS = SqlResource.load(OwnLock.class, "own-locks.sql");

  private static final Pattern UNLOCK =
      Pattern.compile("pg_advisory_unlock", Pattern.CASE_INSENSITIVE);

  private OwnLock() {}

  /** Whether {@code sql} looks as if it could release the lock. */
  static boolean mayBeReleasedBy(String sql) {
    return isDiscard(sql) || UNLOCK.matcher(sql).find();
  }

  private static boolean isDiscard(String sql) {
    SqlScanner scanner = new SqlScanner(sql);
    while (scanner.advance()) {
      SqlToken token = scanner.read();
      if (token.kind() != SqlToken.Kind.COMMENT) {
        return token.text(sql).equalsIgnoreCase("discard");
      }
    }
    return false;
  }

  /** The locks that the session holds now. */
  static List<Long> held(Connection connection) throws SQLException {
    List<Long> keys = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(KEYS);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        keys.add(rows.getLong("key"));
      }
    }
    return keys;
  }

  /** Takes those of {@code before} again that are gone. */
  static void takeBack(Connection connection, List<Long> before) throws SQLException {
    List<Long> gone = new ArrayList<>(before);
    gone.removeAll(held(connection));
    for (Long key : gone) {
      try (PreparedStatement lock =
          connection.prepareStatement("select pg_catalog.pg_try_advisory_lock(?)")) {
        lock.setLong(1, key);
        lock.execute();
      }
    }
  }
}
