/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlScannerTest {

  private static List<String> scan(String text) {
    return SqlScanner.scan(text).stream().map(t -> t.kind() + " " + t.text(text)).toList();
  }

  @Test
  void operatorsEndWherePostgresEndsThem() {
    assertThat(scan("a<-1")).containsExactly("WORD a", "OPERATOR <", "OPERATOR -", "NUMBER 1");
    assertThat(scan("a@-1")).containsExactly("WORD a", "OPERATOR @-", "NUMBER 1");
    assertThat(scan("a+--b")).containsExactly("WORD a", "OPERATOR +", "COMMENT --b");
    assertThat(scan("a*/*b*/c")).containsExactly("WORD a", "OPERATOR *", "COMMENT /*b*/", "WORD c");
    assertThat(scan("a::b:=c"))
        .containsExactly("WORD a", "SYMBOL ::", "WORD b", "SYMBOL :=", "WORD c");
  }

  @Test
  void numbersAndParameters() {
    assertThat(scan("1.5e-3 .5 1_000 0xFF $12 1..2"))
        .containsExactly(
            "NUMBER 1.5e-3",
            "NUMBER .5",
            "NUMBER 1_000",
            "NUMBER 0xFF",
            "PARAMETER $12",
            "NUMBER 1",
            "SYMBOL ..",
            "NUMBER 2");
  }

  @Test
  void dollarsInsideNamesOpenNoString() {
    assertThat(scan("a$b$ $b$x$b$")).containsExactly("WORD a$b$", "STRING $b$x$b$");
  }

  @Test
  void commentsNest() {
    assertThat(scan("/* a /* b */ c */ d")).containsExactly("COMMENT /* a /* b */ c */", "WORD d");
  }

  @Test
  void whatDoesNotEndIsMarked() {
    for (String text : List.of("'a", "E'a\\", "\"a", "/* a /* */", "$$a", "$a", "U&'a")) {
      assertThat(SqlScanner.scan(text))
          .as(text)
          .singleElement()
          .satisfies(
              t -> {
                assertThat(t.terminated()).isFalse();
                assertThat(t.end()).isEqualTo(text.length());
              });
    }
  }
}
