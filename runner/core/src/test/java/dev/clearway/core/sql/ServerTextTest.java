/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerTextTest {

  @Test
  void aRefusedRowIsNotQuoted() {
    assertThat(ServerText.detail("23505", "Key (email)=(bob@example.com) already exists."))
        .isEqualTo("Key (email)=(***) already exists.");
    assertThat(ServerText.detail("23502", "Failing row contains (7, Bob, null)."))
        .isEqualTo("Failing row contains (***).");
    assertThat(ServerText.detail("2BP01", "view v depends on table t"))
        .isEqualTo("view v depends on table t");
    assertThat(ServerText.detail("22P02", "Token \"Bob\" is invalid.")).isNull();
  }

  @Test
  void aMessageKeepsNamesAndLosesValues() {
    assertThat(ServerText.message("42P01", "relation \"orders\" does not exist"))
        .isEqualTo("relation \"orders\" does not exist");
    assertThat(ServerText.message("22P02", "invalid input syntax for type integer: \"a\"b\""))
        .isEqualTo("invalid input syntax for type integer: \"***\"");
    assertThat(ServerText.message("42601", "syntax error at or near \"'hunter2'\""))
        .isEqualTo("syntax error at or near \"$1\"");
    assertThat(ServerText.message("42601", "syntax error at or near \"FORM\""))
        .isEqualTo("syntax error at or near \"FORM\"");
    assertThat(ServerText.message("P0001", "customer 'Bob' has 3 orders, bob@example.com"))
        .isEqualTo("customer *** has *** orders, ***");
  }

  @Test
  void whatAMigrationSaysItselfIsNoNotice() {
    assertThat(ServerText.notice("00000", "customer Bob")).isEmpty();
    assertThat(ServerText.notice("42P07", "relation \"t\" already exists, skipping"))
        .isEqualTo("relation \"t\" already exists, skipping");
  }
}
