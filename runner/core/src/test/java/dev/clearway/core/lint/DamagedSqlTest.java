/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged SQL: cut, doubled, swapped and mixed with other scripts, the same on every machine. See
 * {@link LintFuzzTest} for what has not been thought of.
 */
class DamagedSqlTest {

  private static final int ROUNDS = Integer.getInteger("clearway.fuzz.rounds", 20);

  private static final String[] GARBAGE = {
    "'",
    "\"",
    "$$",
    "$a$",
    "/*",
    "*/",
    "--",
    ";",
    "(",
    ")",
    "[",
    ",",
    ".",
    "\\",
    "\0",
    "\uD800",
    "E'",
    "U&\"",
    "begin atomic",
    "case",
    "end",
    "${x}",
    "${",
    "\n",
    "\r",
    "\u00a0",
    "1e",
    "::",
    "-- clearway: ",
    "-- clearway: ignore=",
    "alter table",
    "not valid",
    "add",
    "only",
    "if exists",
  };

  static IntStream seeds() {
    return IntStream.range(0, ROUNDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsThrown(int seed) throws IOException {
    Random random = new Random(seed);
    List<RuleCasesTest.Case> cases = RuleCasesTest.cases();
    for (int i = 0; i < 20; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        text.append(cases.get(random.nextInt(cases.size())).sql());
      }
      Robustness.check(damage(text.toString(), random));
    }
  }

  private static String damage(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    for (int n = random.nextInt(6); n >= 0 && !damaged.isEmpty(); n--) {
      int at = random.nextInt(damaged.length());
      int end = Math.min(damaged.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(5)) {
        case 0 -> damaged.delete(at, end);
        case 1 -> damaged.insert(at, GARBAGE[random.nextInt(GARBAGE.length)]);
        case 2 -> damaged.insert(at, damaged.substring(at, end));
        case 3 -> damaged.setCharAt(at, (char) (1 + random.nextInt(300)));
        default -> swapTokens(damaged, random);
      }
    }
    return damaged.toString();
  }

  private static void swapTokens(StringBuilder text, Random random) {
    List<SqlToken> tokens = SqlScanner.scan(text.toString());
    if (tokens.size() > 2) {
      SqlToken one = tokens.get(random.nextInt(tokens.size() - 1));
      SqlToken other = tokens.get(tokens.indexOf(one) + 1);
      String words = text.substring(other.start(), other.end());
      text.delete(other.start(), other.end());
      text.insert(one.start(), words + " ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select '",
        "'",
        "$$",
        "$",
        "/*",
        "(",
        "((((((((((",
        ";;;;",
        "alter",
        "alter table",
        "alter table t",
        "alter table t add",
        "create",
        "create index",
        "drop",
        "do",
        "do $$",
        "copy t from stdin;\n1\n2\n",
        "\\connect x",
        "create function f() returns int begin atomic",
        "-- clearway:",
        "update t set",
        "insert into",
        "with x as (",
        "${",
        "${}",
        "\uFEFF",
      })
  void theSmallestPiecesAreFine(String text) {
    Robustness.check(text);
    Robustness.check(text + ";\ndrop table t;");
  }

  @Test
  void whatIsLongOrDeepComesToAnEnd() {
    Robustness.check("select " + "(".repeat(5_000) + "1" + ")".repeat(5_000) + ";");
    Robustness.check("insert into t values " + "(1, 'x'),".repeat(20_000) + "(1, 'x');");
    Robustness.check("alter table t add column a int;\n".repeat(500));
    Robustness.check(
        "select 'it''s';\n".repeat(300) + "select 'it's';\n" + "select 1;\n".repeat(300));
    Robustness.check("select \"\n;\n".repeat(301));
    Robustness.check("create table t (" + "a int, ".repeat(1_500) + "b int);");
    Robustness.check("do $$ begin " + "if true then ".repeat(300) + "end $$;");
  }
}
