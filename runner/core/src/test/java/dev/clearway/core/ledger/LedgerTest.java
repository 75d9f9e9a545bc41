/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

  @Test
  void theTableIsNamedAfterTheHistory() {
    assertThat(LedgerTable.beside("s", "flyway_schema_history").sql())
        .isEqualTo("\"s\".\"flyway_schema_history_clearway\"");
    String one = LedgerTable.beside("s", "é".repeat(30) + "a").name();
    String other = LedgerTable.beside("s", "é".repeat(30) + "b").name();
    assertThat(one).isNotEqualTo(other).endsWith("_clearway");
    assertThat(one.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
  }

  @Test
  void aStatementIsKnownAgainByItsTokens() {
    String hash = LedgerStatement.of(1, "select 'a  b' from t").hash();
    assertThat(LedgerStatement.of(9, "select /* so */ 'a  b'\n  from t -- end").hash())
        .isEqualTo(hash);
    assertThat(LedgerStatement.of(1, "select 'a b' from t").hash()).isNotEqualTo(hash);
    assertThat(LedgerStatement.of(1, "select 'a  b' from tt").hash()).isNotEqualTo(hash);
  }

  @Test
  void passwordsAreNotKept() {
    assertThat(LedgerStatement.of(1, "alter role app password 'secret'").text())
        .doesNotContain("secret");
  }

  private static LedgerRow row(int ordinal, String sql, StatementState state) {
    return new LedgerRow(
        ordinal, LedgerStatement.of(ordinal, sql), state, List.of(), "run", Instant.EPOCH);
  }

  @Test
  void differencesNameEachStatement() {
    PartialScript partial =
        new PartialScript(
            "V1__x.sql",
            null,
            false,
            List.of(
                row(1, "select 1", StatementState.DONE),
                row(2, "select 2", StatementState.BEGUN),
                row(3, "select 3", StatementState.PENDING)));
    List<LedgerStatement> longer =
        List.of(
            LedgerStatement.of(1, "select 1"),
            LedgerStatement.of(2, "select 2"),
            LedgerStatement.of(3, "select 33"),
            LedgerStatement.of(4, "select 4"));
    assertThat(partial.differences(longer))
        .extracting(ScriptDifference::ordinal)
        .containsExactly(3, 4);
    assertThat(partial.isBeginningOf(longer)).isTrue();
    assertThat(partial.isBeginningOf(longer.subList(0, 1))).isFalse();
    assertThat(partial.differences(longer.subList(0, 1)))
        .extracting(ScriptDifference::ordinal)
        .containsExactly(2, 3);
    assertThat(partial.next()).isEqualTo(2);
  }
}
