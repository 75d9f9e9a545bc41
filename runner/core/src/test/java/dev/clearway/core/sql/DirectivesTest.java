/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectivesTest {

  @Test
  void aboveTheFirstStatementIsForTheScript() {
    assertThat(
            Directives.find(
                "V1__a.sql",
                """
                -- A migration.
                -- clearway: lockTimeout=2s stallBudget=5s reason="night-time only table"
                ALTER TABLE a ADD b int;

                -- clearway: ignore=drop-table reason="it \\"was\\" a test, c:\\\\x"
                /* and */ DROP TABLE c;
                -- clearway: batch table=orders size=5000
                """))
        .containsExactly(
            new Directive(
                2,
                3,
                true,
                Map.of(
                    "lockTimeout", "2s", "stallBudget", "5s", "reason", "night-time only table")),
            new Directive(
                5, 6, false, Map.of("ignore", "drop-table", "reason", "it \"was\" a test, c:\\x")),
            new Directive(7, 0, false, Map.of("batch", "", "table", "orders", "size", "5000")));
  }

  @Test
  void insideAStatementItIsForTheNextOne() {
    assertThat(
            Directives.find(
                "a.sql", "SELECT 1\r\n-- clearway: lockTimeout=1s\r\n, 2;\r\nDROP TABLE a;"))
        .containsExactly(new Directive(2, 4, false, Map.of("lockTimeout", "1s")));
  }

  @Test
  void onlyRealCommentsCount() {
    assertThat(
            Directives.find(
                "a.sql",
                """
                SELECT '
                -- clearway: a=1
                ', E'\\'
                -- clearway: b=1
                ', $x$
                -- clearway: c=1
                $x$, "
                -- clearway: d=1
                ";
                /*
                -- clearway: e=1
                */
                -- this is about clearway: nothing
                -- Clearways are roads
                """))
        .isEmpty();
  }

  @Test
  void theOrderOfTheKeysIsKept() {
    assertThat(Directives.find("a.sql", "--clearway:z=1   y=2 x=3").get(0).settings().keySet())
        .containsExactly("z", "y", "x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- clearway: lockTimeout = 2s",
        "-- clearway: lockTimeout=",
        "-- clearway: reason=\"not ended",
        "-- clearway: a=1 a=2",
        "-- clearway:",
        "-- clearway: =1",
        "-- clearway: a=\"1\"b=2",
        "-- clearway ignore=x",
      })
  void malformedOnesSayWhere(String comment) {
    assertThatThrownBy(() -> Directives.find("V7__x.sql", "SELECT 1;\n\n" + comment))
        .isInstanceOfSatisfying(
            DirectiveException.class,
            e -> {
              assertThat(e.script()).isEqualTo("V7__x.sql");
              assertThat(e.line()).isEqualTo(3);
              assertThat(e).hasMessageStartingWith("V7__x.sql:3: ");
            });
  }

  @Test
  void scriptsWithoutAnyAreLeftAlone() {
    assertThat(Directives.find("a.sql", "SELECT 1; -- one")).isEmpty();
    assertThat(Directives.find("a.sql", "")).isEmpty();
  }
}
