/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlCommand.Reindex.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * REINDEX. It may be executed again; what a concurrent one that was cut short leaves behind are new
 * indexes that never became valid ({@code _ccnew}) or old ones that were not dropped yet ({@code
 * _ccold}). Only those that were not there before are its own.
 */
final class ReindexProof implements Proof {

  private static final Pattern TRANSIENT = Pattern.compile("_cc(?:new|old)\\d*$");

  private final SqlCommand.Reindex reindex;

  ReindexProof(SqlCommand.Reindex reindex) {
    this.reindex = reindex;
  }

  /** The oid of what is named, its table's, and the indexes that were invalid already. */
  @Override
  public List<Long> before(Connection connection) throws SQLException {
    List<Long> oids = new ArrayList<>();
    long named = named(connection);
    IndexFacts index =
        reindex.target() == Target.INDEX ? CatalogLook.index(connection, named) : null;
    oids.add(named);
    oids.add(index != null ? index.tableOid() : reindex.target() == Target.TABLE ? named : 0);
    CatalogLook.invalidIndexes(connection).forEach(i -> oids.add(i.oid()));
    return oids;
  }

  private long named(Connection connection) throws SQLException {
    return reindex.name() == null
            || (reindex.target() != Target.INDEX && reindex.target() != Target.TABLE)
        ? 0
        : CatalogLook.relation(connection, reindex.name().toString());
  }

  @Override
  public Verdict look(Connection connection, List<Long> before) throws SQLException {
    if (before.size() < 2 || !reindex.concurrently()) {
      return Verdict.NOT_DONE;
    }
    long table = before.get(1);
    List<IndexFacts> leftovers =
        CatalogLook.invalidIndexes(connection).stream()
            .filter(i -> !before.contains(i.oid()) && !i.building())
            .filter(i -> TRANSIENT.matcher(i.name()).find())
            .filter(i -> table == 0 || i.tableOid() == table)
            .toList();
    // A concurrent rebuild gives the name to another index.
    boolean swapped =
        reindex.target() == Target.INDEX
            && before.get(0) != 0
            && !List.of(0L, before.get(0)).contains(named(connection));
    return new Verdict(swapped ? Verdict.State.DONE : Verdict.State.NOT_DONE, leftovers, null);
  }

  @Override
  public boolean waitsForSnapshots() {
    return reindex.concurrently();
  }
}
