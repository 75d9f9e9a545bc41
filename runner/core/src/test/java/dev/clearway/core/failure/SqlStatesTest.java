/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatesTest {

  @ParameterizedTest
  @CsvSource({
    "55P03, LOCK_NOT_AVAILABLE",
    "40P01, DEADLOCK",
    "40001, SERIALIZATION_FAILURE",
    "57014, QUERY_CANCELED",
    "08000, CONNECTION_LOST",
    "08006, CONNECTION_LOST",
    "57P01, CONNECTION_LOST",
    "57P02, CONNECTION_LOST",
    "57P03, CONNECTION_LOST",
    "57P05, CONNECTION_LOST",
    "25P03, CONNECTION_LOST",
    "25006, READ_ONLY",
    "55006, OTHER",
    "40002, OTHER",
    "57P04, OTHER",
    "42P07, OTHER",
    ", OTHER"
  })
  void meansOneKindOfFailure(String sqlState, FailureKind kind) {
    assertThat(FailureKind.of(sqlState)).isEqualTo(kind);
  }

  @Test
  void aBatchKeepsItsReasonInTheNextException() {
    BatchUpdateException batch = new BatchUpdateException("batch", null, new int[0]);
    batch.setNextException(new SQLException("lock", "55P03"));
    assertThat(SqlStates.sqlState(new IllegalStateException(batch))).isEqualTo("55P03");
  }

  @Test
  void isFoundDownMixedChains() {
    SQLException outer = new SQLException("wrapped");
    outer.setNextException(
        new SQLException("next", new RuntimeException(new SQLException("deep", "40P01"))));
    assertThat(SqlStates.sqlState(new Exception(new RuntimeException(outer)))).isEqualTo("40P01");
  }

  @Test
  void anAbortedTransactionIsTakenOnlyWhereThereIsNothingElse() {
    SQLException aborted = new SQLException("aborted", "25P02");
    assertThat(SqlStates.sqlState(aborted)).isEqualTo("25P02");
    aborted.addSuppressed(new SQLException("why", "40001"));
    assertThat(SqlStates.sqlState(aborted)).isEqualTo("40001");
  }

  @Test
  void aCircleEnds() {
    Exception one = new Exception("one");
    Exception other = new Exception("other", one);
    one.initCause(other);
    assertThat(SqlStates.find(one) == null).isTrue();
    assertThat(SqlStates.sqlState(null)).isNull();
  }
}
