/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger says of one script that has been begun and is not in the history yet.
 *
 * @param script its name, as in Flyway's history
 * @param checksum Flyway's, of the file that was begun; null where it has none
 * @param repaired whether a person has decided that it goes on with the script as it is now, if
 *     that still begins with what was begun; there are rows for that only
 * @param rows one for each statement, in order
 */
public record PartialScript(
    String script, @Nullable Integer checksum, boolean repaired, List<LedgerRow> rows) {

  public PartialScript {
    rows = List.copyOf(rows);
  }

  /** How many statements are done. */
  public int done() {
    return (int) rows.stream().filter(row -> row.state() == StatementState.DONE).count();
  }

  /** The statement that comes next, from 1: behind the last one that is done. */
  public int next() {
    return rows.stream()
            .filter(row -> row.state() == StatementState.DONE)
            .mapToInt(LedgerRow::ordinal)
            .max()
            .orElse(0)
        + 1;
  }

  /** The statements whose end is not known. */
  public List<LedgerRow> inDoubt() {
    return rows.stream().filter(row -> row.state() == StatementState.BEGUN).toList();
  }

  /** Where {@code statements} are not those that were begun with. */
  public List<ScriptDifference> differences(List<LedgerStatement> statements) {
    List<ScriptDifference> differences = new ArrayList<>();
    for (int i = 0; i < Math.max(rows.size(), statements.size()); i++) {
      LedgerRow row = i < rows.size() ? rows.get(i) : null;
      LedgerStatement now = i < statements.size() ? statements.get(i) : null;
      if (row == null || now == null || !row.statement().hash().equals(now.hash())) {
        differences.add(
            new ScriptDifference(
                i + 1,
                row == null ? null : row.statement(),
                now,
                row == null ? StatementState.PENDING : row.state()));
      }
    }
    return differences;
  }

  /** Whether everything that was begun is in {@code statements}, in its place. */
  public boolean isBeginningOf(List<LedgerStatement> statements) {
    return rows.stream()
        .filter(row -> row.state() != StatementState.PENDING)
        .allMatch(
            row ->
                row.ordinal() <= statements.size()
                    && row.statement().hash().equals(statements.get(row.ordinal() - 1).hash()));
  }
}
