/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import dev.clearway.core.sql.SqlCommand;
import dev.clearway.core.sql.SqlCommand.Transaction.Step;
import dev.clearway.core.sql.SqlToken;
import dev.clearway.core.sql.TableAction;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How a statement is kept to "exactly once". */
public enum StatementKind {
  /** Can run in a transaction: its effect and its row in the ledger are committed together. */
  TRANSACTIONAL,
  /** The server refuses it in a transaction: what became of it is proved from the catalog. */
  OUTSIDE,
  /** Changes the session and no data: every run does it again. */
  SESSION,
  /** Begins or ends a transaction, which is not the script's to do. */
  TRANSACTION_CONTROL;

  private static final Set<String> SESSION_HEADS =
      Set.of("DISCARD", "LISTEN", "UNLISTEN", "LOAD", "DEALLOCATE");

  /** Of what can run in a transaction and on its own, the objects that cannot be made in one. */
  private static final Set<String> OUTSIDE_OBJECTS = Set.of("DATABASE", "TABLESPACE");

  /**
   * @param command {@code sql}, parsed
   * @see <a href="https://www.postgresql.org/docs/current/sql-commands.html">SQL Commands</a>, each
   *     of which says whether it runs inside a transaction block
   */
  public static StatementKind of(SqlCommand command, String sql) {
    if (command instanceof SqlCommand.Unparsed unparsed && unparsed.reading() != null) {
      return of(unparsed.reading(), sql);
    }
    if (command instanceof SqlCommand.Transaction transaction) {
      return transaction.step() == Step.SET ? SESSION : TRANSACTION_CONTROL;
    }
    if (command instanceof SqlCommand.SetParameter || command instanceof SqlCommand.Prepare) {
      return SESSION;
    }
    return isOutside(command, sql) ? OUTSIDE : isSession(sql) ? SESSION : TRANSACTIONAL;
  }

  private static boolean isSession(String sql) {
    List<SqlToken> tokens = Heads.tokens(sql, 2);
    return !tokens.isEmpty()
        && SESSION_HEADS.contains(tokens.get(0).text(sql).toUpperCase(Locale.ROOT));
  }

  private static boolean isOutside(SqlCommand command, String sql) {
    if (command instanceof SqlCommand.CreateIndex index) {
      return index.concurrently();
    }
    if (command instanceof SqlCommand.Drop drop) {
      return drop.concurrently() || isOutsideHead(sql);
    }
    if (command instanceof SqlCommand.Reindex reindex) {
      return reindex.concurrently()
          || reindex.target() == SqlCommand.Reindex.Target.SCHEMA
          || reindex.target() == SqlCommand.Reindex.Target.DATABASE
          || reindex.target() == SqlCommand.Reindex.Target.SYSTEM;
    }
    if (command instanceof SqlCommand.AlterRelation alter) {
      return alter.actions().stream()
          .anyMatch(a -> a instanceof TableAction.DetachPartition d && d.concurrently());
    }
    if (command instanceof SqlCommand.Cluster cluster) {
      return cluster.table() == null;
    }
    if (command instanceof SqlCommand.Vacuum) {
      return true;
    }
    return isOutsideHead(sql);
  }

  /** Statements that touch no relation, by their first words. */
  private static boolean isOutsideHead(String sql) {
    List<SqlToken> tokens = Heads.tokens(sql, 24);
    if (tokens.size() < 2) {
      return false;
    }
    String verb = tokens.get(0).text(sql).toUpperCase(Locale.ROOT);
    String object = tokens.get(1).text(sql).toUpperCase(Locale.ROOT);
    return switch (verb) {
      case "CREATE", "DROP" -> OUTSIDE_OBJECTS.contains(object) || object.equals("SUBSCRIPTION");
      case "ALTER" ->
          object.equals("SYSTEM")
              || (object.equals("DATABASE") && Heads.has(tokens, sql, "SET", "TABLESPACE"))
              || (object.equals("SUBSCRIPTION") && Heads.has(tokens, sql, "PUBLICATION"));
      default -> false;
    };
  }
}
