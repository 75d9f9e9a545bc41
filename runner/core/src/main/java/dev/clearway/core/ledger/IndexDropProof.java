/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.QualifiedName;
import dev.clearway.core.sql.SqlCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * DROP INDEX CONCURRENTLY: the index that was there is gone. One that was cut short leaves it
 * invalid, and is simply to be executed again.
 */
final class IndexDropProof implements Proof {

  private final SqlCommand.Drop drop;

  IndexDropProof(SqlCommand.Drop drop) {
    this.drop = drop;
  }

  @Override
  public List<Long> before(Connection connection) throws SQLException {
    List<Long> oids = new ArrayList<>();
    for (QualifiedName name : drop.names()) {
      oids.add(CatalogLook.relation(connection, name.toString()));
    }
    return oids;
  }

  @Override
  public Verdict look(Connection connection, List<Long> before) throws SQLException {
    boolean any = false;
    for (long oid : before) {
      if (oid != 0) {
        any = true;
        if (CatalogLook.index(connection, oid) != null) {
          return Verdict.NOT_DONE;
        }
      }
    }
    return any ? Verdict.DONE : Verdict.NOT_DONE;
  }

  @Override
  public boolean waitsForSnapshots() {
    return true;
  }
}
