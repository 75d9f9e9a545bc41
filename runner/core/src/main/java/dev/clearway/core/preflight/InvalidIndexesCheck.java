/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.preflight;

import dev.clearway.core.sql.SqlCommand;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Indexes that a failed concurrent build has left behind. */
final class InvalidIndexesCheck implements Check {

  static final String RULE = "invalid-index";

  private record Index(long table, String schema, String name, String tableName, String quoted) {
    String qualifiedName() {
      return schema + "." + name;
    }
  }

  @Override
  public String name() {
    return RULE;
  }

  @Override
  public void look(Situation situation, Report report) throws SQLException {
    List<Index> invalid =
        situation
            .session()
            .all(
                "invalid-indexes.sql",
                row ->
                    new Index(
                        row.getLong("table_oid"),
                        row.getString("schema"),
                        row.getString("name"),
                        row.getString("table_name"),
                        row.getString("quoted")));
    List<Index> elsewhere = new ArrayList<>();
    for (Index index : invalid) {
      if (!isMadeAgain(index, situation, report)) {
        if (situation.tables().containsKey(index.table())) {
          report.general(
              RULE,
              Severity.WARNING,
              index.qualifiedName()
                  + " on "
                  + index.tableName()
                  + " is invalid: it serves no query",
              "REINDEX INDEX CONCURRENTLY %s;  or  DROP INDEX CONCURRENTLY %s;"
                  .formatted(index.quoted(), index.quoted()));
        } else {
          elsewhere.add(index);
        }
      }
    }
    if (!elsewhere.isEmpty()) {
      Index first = elsewhere.get(0);
      report.general(
          RULE,
          Severity.NOTE,
          "%s on tables that the migrations leave alone: %s"
              .formatted(
                  Amounts.count(elsewhere.size(), "invalid index", "invalid indexes"),
                  first.qualifiedName() + (elsewhere.size() == 1 ? "" : ", ...")),
          "REINDEX INDEX CONCURRENTLY " + first.quoted() + ";");
    }
    report.fact(
        "indexes",
        invalid.isEmpty()
            ? "no invalid index"
            : Amounts.count(invalid.size(), "invalid index", "invalid indexes"));
  }

  /** A pending migration creates an index of its name: that one will fail, or do nothing. */
  private static boolean isMadeAgain(Index index, Situation situation, Report report) {
    for (Step step : situation.steps()) {
      if (step.command() instanceof SqlCommand.Drop drop
          && drop.names().stream().anyMatch(name -> name.name().equals(index.name()))) {
        return false;
      }
      if (step.command() instanceof SqlCommand.CreateIndex create
          && create.name() != null
          && create.name().name().equals(index.name())
          && situation.tables().containsKey(index.table())) {
        report.at(
            step,
            RULE,
            Severity.ERROR,
            index.qualifiedName()
                + " is there already, invalid, from a build that failed: "
                + (create.ifNotExists()
                    ? "IF NOT EXISTS would leave it so and succeed"
                    : "the statement would fail"),
            "DROP INDEX CONCURRENTLY " + index.quoted() + ";");
        return true;
      }
    }
    return false;
  }
}
