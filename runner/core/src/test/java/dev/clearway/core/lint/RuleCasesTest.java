/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each rule both ways, over many forms of the same. {@code cases.txt} has them, and {@code
 * spellings.txt} those that were thought out apart from the code: below a rule's name what triggers
 * it ({@code yes}) and what does not ({@code no}), and what triggers nothing at all ({@code
 * clean}).
 */
class RuleCasesTest {

  /**
   * One case.
   *
   * @param line in the file
   */
  record Case(String rule, String verdict, String file, int line, int major, String sql) {
    @Override
    public String toString() {
      return "%s, %s (%s:%d)".formatted(rule, verdict, file, line);
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    cases.addAll(cases("cases.txt"));
    cases.addAll(cases("spellings.txt"));
    cases.addAll(cases("shapes.txt"));
    return cases;
  }

  private static List<Case> cases(String file) throws IOException {
    String text;
    try (InputStream in = RuleCasesTest.class.getResourceAsStream(file)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Case> cases = new ArrayList<>();
    String rule = "";
    String verdict = "";
    int major = LintSettings.DEFAULT_MAJOR;
    int line = 0;
    int begun = 0;
    StringBuilder sql = new StringBuilder();
    for (String row : (text + "\n=== ").lines().toList()) {
      line++;
      if (row.startsWith("===") || row.startsWith("--- ")) {
        if (!sql.toString().isBlank()) {
          cases.add(new Case(rule, verdict, file, begun, major, sql.toString()));
        }
        sql = new StringBuilder();
        begun = line;
        if (row.startsWith("===")) {
          rule = row.substring(3).strip();
        } else {
          String[] words = row.substring(4).strip().split(" ");
          verdict = words[0];
          major = words.length > 1 ? Integer.parseInt(words[1]) : LintSettings.DEFAULT_MAJOR;
        }
      } else {
        sql.append(row).append('\n');
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isAsItShould(Case c) {
    if (c.verdict().equals("clean")) {
      LintSettings defaults = LintFixture.settings(Rules.SYNTAX_ERROR, c.major());
      assertThat(LintFixture.lintLast(defaults, c.sql()))
          .filteredOn(f -> f.severity().isAtLeast(Severity.WARNING))
          .isEmpty();
      return;
    }
    Rule rule = Rules.find(c.rule());
    assertThat(rule).as(c.rule()).isNotNull();
    List<String> ids =
        LintFixture.ids(LintFixture.lintLast(LintFixture.settings(rule, c.major()), c.sql()));
    if (c.verdict().equals("yes")) {
      assertThat(ids).contains(rule.id());
    } else {
      assertThat(ids).doesNotContain(rule.id());
    }
  }

  @Test
  void eachRuleIsTriedBothWays() throws IOException {
    for (String verdict : List.of("yes", "no")) {
      Set<String> tried =
          cases("cases.txt").stream()
              .filter(c -> c.verdict().equals(verdict))
              .map(Case::rule)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(tried)
          .as(verdict)
          .isEqualTo(
              Rules.ALL.stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new)));
    }
  }
}
