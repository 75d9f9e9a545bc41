/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lock;

import dev.clearway.core.sql.SqlResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds the snapshots that a concurrent command has to outwait. */
public final class OldSnapshots {

  private static final String QUERY = SqlResource.load(OldSnapshots.class, "old-snapshots.sql");

  private OldSnapshots() {}

  /** Whose they are, the oldest first; those of {@code pid} itself are none. */
  public static List<OldSnapshot> find(SideConnection side, int pid) throws SQLException {
    return side.use(session -> find(session.connection(), pid));
  }

  /** The same, asked on {@code connection}. */
  public static List<OldSnapshot> find(Connection connection, int pid) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setInt(1, pid);
      List<OldSnapshot> found = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          double age = row.getDouble("age_ms");
          boolean known = !row.wasNull();
          String application = row.getString("application");
          found.add(
              new OldSnapshot(
                  row.getInt("pid"),
                  application == null ? "" : application,
                  row.getString("role"),
                  row.getString("state"),
                  known ? Duration.ofMillis(Math.max(0, Math.round(age))) : null));
        }
      }
      return found;
    }
  }
}
