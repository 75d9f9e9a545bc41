/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.Identifiers;
import dev.clearway.core.sql.SqlToken;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** CREATE and DROP of databases, tablespaces and subscriptions: it is there, or it is not. */
final class ExistenceProof implements Proof {

  /** Nothing is known of code: a CALL or DO that commits by itself. */
  private static final class Unknown implements Proof {
    @Override
    public List<Long> before(Connection connection) {
      return List.of();
    }

    @Override
    public Verdict look(Connection connection, List<Long> before) {
      return Verdict.UNKNOWN;
    }
  }

  private final boolean drop;
  private final String query;
  private final String name;

  private ExistenceProof(boolean drop, String query, String name) {
    this.drop = drop;
    this.query = query;
    this.name = name;
  }

  static Proof of(String sql) {
    List<SqlToken> tokens = Heads.tokens(sql, 6);
    if (tokens.size() < 2) {
      return new Unknown();
    }
    String verb = tokens.get(0).text(sql).toUpperCase(Locale.ROOT);
    String object = tokens.get(1).text(sql).toUpperCase(Locale.ROOT);
    if (verb.equals("ALTER")) {
      return AgainProof.INSTANCE;
    }
    String query =
        switch (object) {
          case "DATABASE" -> "select oid::bigint from pg_catalog.pg_database where datname = ?";
          case "TABLESPACE" -> "select oid::bigint from pg_catalog.pg_tablespace where spcname = ?";
          case "SUBSCRIPTION" ->
              "select s.oid::bigint from pg_catalog.pg_subscription s"
                  + " join pg_catalog.pg_database d on d.oid = s.subdbid"
                  + " where d.datname = pg_catalog.current_database() and s.subname = ?";
          default -> "";
        };
    boolean drop = verb.equals("DROP");
    int at = drop && Heads.has(tokens.subList(2, tokens.size()), sql, "IF", "EXISTS") ? 4 : 2;
    if (query.isEmpty() || !(drop || verb.equals("CREATE")) || tokens.size() <= at) {
      return new Unknown();
    }
    return new ExistenceProof(drop, query, Identifiers.name(tokens.get(at), sql));
  }

  @Override
  public List<Long> before(Connection connection) throws SQLException {
    return List.of(CatalogLook.oid(connection, query, name));
  }

  @Override
  public Verdict look(Connection connection, List<Long> before) throws SQLException {
    long oid = CatalogLook.oid(connection, query, name);
    long was = before.isEmpty() ? 0 : before.get(0);
    return (drop ? was != 0 && oid != was : was == 0 && oid != 0) ? Verdict.DONE : Verdict.NOT_DONE;
  }
}
