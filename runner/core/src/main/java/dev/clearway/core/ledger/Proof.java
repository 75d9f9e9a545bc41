/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.TableAction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Tells from the catalog what has become of a statement that runs outside a transaction. Looks over
 * the session that runs it, in autocommit: names mean there what they mean in the script.
 */
public interface Proof {

  /** What is to be remembered before the statement begins. */
  List<Long> before(Connection connection) throws SQLException;

  /**
   * What has become of it, whoever ran it.
   *
   * @param before what {@link #before} has said
   */
  Verdict look(Connection connection, List<Long> before) throws SQLException;

  /**
   * Whether it may hold the session up for old snapshots, and shows its progress.
   *
   * @see <a href="https://www.postgresql.org/docs/current/progress-reporting.html">Progress
   *     Reporting</a>
   */
  default boolean waitsForSnapshots() {
    return false;
  }

  /** The proof for {@code sql}, of which {@code command} is what the parser made. */
  static Proof of(SqlCommand command, String sql) {
    if (command instanceof SqlCommand.Unparsed unparsed && unparsed.reading() != null) {
      return of(unparsed.reading(), sql);
    }
    if (command instanceof SqlCommand.CreateIndex index && index.concurrently()) {
      return new IndexBuildProof(index, sql);
    }
    if (command instanceof SqlCommand.Drop drop && drop.concurrently()) {
      return new IndexDropProof(drop);
    }
    if (command instanceof SqlCommand.Reindex reindex) {
      return new ReindexProof(reindex);
    }
    if (command instanceof SqlCommand.AlterRelation alter
        && alter.actions().size() == 1
        && alter.actions().get(0) instanceof TableAction.DetachPartition detach
        && detach.concurrently()) {
      return new DetachProof(alter.relation(), detach.partition());
    }
    if (command instanceof SqlCommand.Vacuum
        || command instanceof SqlCommand.Analyze
        || command instanceof SqlCommand.Cluster) {
      return AgainProof.INSTANCE;
    }
    return ExistenceProof.of(sql);
  }
}
