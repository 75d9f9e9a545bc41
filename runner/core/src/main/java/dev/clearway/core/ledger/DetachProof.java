/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlResource;
import dev.clearway.core.sql.TableRef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * DETACH PARTITION ... CONCURRENTLY. Cut short, it leaves a partition that is "pending detach":
 * nothing but FINALIZE ends that.
 */
final class DetachProof implements Proof {

  private static final String QUERY = SqlResource.load(DetachProof.class, "detach.sql");

  private final TableRef parent;
  private final QualifiedName partition;

  DetachProof(TableRef parent, QualifiedName partition) {
    this.parent = parent;
    this.partition = partition;
  }

  @Override
  public List<Long> before(Connection connection) throws SQLException {
    return List.of(
        CatalogLook.relation(connection, parent.name().toString()),
        CatalogLook.relation(connection, partition.toString()));
  }

  @Override
  public Verdict look(Connection connection, List<Long> before) throws SQLException {
    if (before.size() < 2 || before.contains(0L)) {
      return Verdict.NOT_DONE;
    }
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setLong(1, before.get(0));
      query.setLong(2, before.get(1));
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Verdict.DONE;
        }
        return row.getBoolean("pending")
            ? new Verdict(Verdict.State.NOT_DONE, List.of(), row.getString("finish"))
            : Verdict.NOT_DONE;
      }
    }
  }

  @Override
  public boolean waitsForSnapshots() {
    return true;
  }
}
