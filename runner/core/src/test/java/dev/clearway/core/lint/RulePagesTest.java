/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue, each rule's class and each rule's page say the same. */
class RulePagesTest {

  private static final Path PAGES = Path.of("../../docs/rules");

  static List<Rule> rules() {
    return Rules.ALL;
  }

  @Test
  void thereIsAPageForEachRuleAndNoOther() throws IOException {
    try (Stream<Path> pages = Files.list(PAGES)) {
      assertThat(pages.map(p -> p.getFileName().toString()).filter(n -> !n.equals("README.md")))
          .containsExactlyInAnyOrderElementsOf(
              Rules.ALL.stream().map(rule -> rule.id() + ".md").toList());
    }
  }

  @Test
  void eachRuleClassIsInTheCatalogue() throws IOException {
    Path sources = Path.of("src/main/java/dev/clearway/core/lint");
    try (Stream<Path> files = Files.list(sources)) {
      long classes = files.filter(RulePagesTest::isRule).count();
      assertThat(classes).isEqualTo(Rules.ALL.size());
    }
    assertThat(Rules.ALL).extracting(Rule::id).doesNotHaveDuplicates();
    assertThat(Rules.ALL).extracting(rule -> rule.getClass().getName()).doesNotHaveDuplicates();
  }

  private static boolean isRule(Path file) {
    try {
      return Files.readString(file).matches("(?s).*final class \\w+ extends \\w*Rule \\{.*");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theListOfPagesHasEachWithItsSummary() throws IOException {
    String list = Files.readString(PAGES.resolve("README.md"));
    for (Rule rule : Rules.ALL) {
      assertThat(list).contains("[%1$s](%1$s.md)".formatted(rule.id()));
      assertThat(list).contains("| " + rule.summary() + " |");
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void thePageSaysWhatAndWhy(Rule rule) throws IOException {
    String page = page(rule);

    assertThat(page).startsWith("# " + rule.id() + "\n");
    assertThat(page)
        .containsSubsequence(
            "## What triggers it", "## Why it hurts", "## How to reproduce it", "## The safe way");
    assertThat(page).contains("Group: " + rule.group().title());
    assertThat(page).contains(rule.summary().substring(1));
    if (rule.danger() == Danger.WORK || rule.danger() == Danger.LOCK) {
      assertThat(page.replaceAll("(?s)## How to reproduce it.*", ""))
          .as("names the lock")
          .containsAnyOf("EXCLUSIVE", "`SHARE`", "The lock that is named");
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void whatThePageReproducesTriggersTheRule(Rule rule) throws IOException {
    String sql = block(rule, "## How to reproduce it");

    assertThat(LintFixture.ids(LintFixture.lintLast(settings(rule), sql))).contains(rule.id());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theSafeWayIsClean(Rule rule) throws IOException {
    String sql = block(rule, "## The safe way");

    List<LintScript> scripts = LintFixture.scripts(sql);
    assertThat(LintFixture.lint(settings(rule), scripts))
        .filteredOn(f -> f.severity().isAtLeast(Severity.WARNING) || f.rule().equals(rule))
        .isEmpty();
  }

  private static LintSettings settings(Rule rule) {
    return LintFixture.settings(rule, LintSettings.DEFAULT_MAJOR);
  }

  private static String page(Rule rule) throws IOException {
    return Files.readString(PAGES.resolve(rule.id() + ".md"));
  }

  static String block(Rule rule, String heading) throws IOException {
    String page = page(rule);
    int from = page.indexOf("```sql\n", page.indexOf(heading)) + "```sql\n".length();
    return page.substring(from, page.indexOf("\n```", from) + 1);
  }
}
