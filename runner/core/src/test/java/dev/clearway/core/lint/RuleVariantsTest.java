/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Clearway authors. */
package dev.clearway.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clearway.core.sql.SqlScanner;
import dev.clearway.core.sql.SqlToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What means the same gets the same findings: every case written in capitals, with a comment
 * between any two words, with the line ends of Windows, and inside a DO block.
 */
class RuleVariantsTest {

  /** A script that changes its meaning when it is written in another way, or cannot be. */
  private static final Pattern DELICATE = Pattern.compile("\\$\\{|-- clearway:|(?i)stdin|^\\\\");

  /** What a DO block cannot hold, or means something else in. */
  private static final Pattern NOT_IN_CODE =
      Pattern.compile(
          "(?i)\\b(?:do|function|procedure|begin|commit|rollback|vacuum|concurrently|reindex|copy|into"
              + "|database|system|cluster|tablespace|rule|values"
              + "|subscription)\\b|executeInTransaction");

  /** How a text is written in another way. */
  enum Variant {
    CAPITALS(RuleVariantsTest::capitals),
    COMMENTS(RuleVariantsTest::comments),
    WINDOWS(text -> text.replace("\n", "\r\n"));

    private final UnaryOperator<String> change;

    Variant(UnaryOperator<String> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSpellingDoesNotMatter(Variant variant) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (RuleCasesTest.Case c : RuleCasesTest.cases()) {
      if (DELICATE.matcher(c.sql()).find()) {
        continue;
      }
      List<LintScript> changed = new ArrayList<>();
      for (LintScript script : LintFixture.scripts(c.sql())) {
        changed.add(with(script, variant.change.apply(script.text())));
      }
      List<String> before = found(c, LintFixture.scripts(c.sql()));
      List<String> after = found(c, changed);
      if (!before.equals(after)) {
        wrong.add(c + ": " + before + " became " + after);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void codeHidesNothing() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (RuleCasesTest.Case c : RuleCasesTest.cases()) {
      List<LintScript> scripts = LintFixture.scripts(c.sql());
      LintScript last = scripts.get(scripts.size() - 1);
      Rule rule = Rules.find(c.rule());
      boolean broken =
          found(c, scripts).stream()
              .anyMatch(f -> f.endsWith("syntax-error") || f.endsWith("unparsed-statement"));
      boolean fits =
          c.verdict().equals("yes")
              && !broken
              && rule != null
              && (rule.group() == RuleGroup.INDEXES
                  || rule.group() == RuleGroup.CONSTRAINTS
                  || rule.group() == RuleGroup.COLUMNS
                  || rule.group() == RuleGroup.OBJECTS)
              && !DELICATE.matcher(c.sql()).find()
              && !NOT_IN_CODE.matcher(last.text()).find();
      if (!fits) {
        continue;
      }
      String body = last.text().strip();
      String code =
          "do $code$ begin\n%s%s\nend $code$;".formatted(body, body.endsWith(";") ? "" : ";");
      scripts.set(scripts.size() - 1, with(last, code));
      if (!found(c, scripts).contains(last.name() + " " + rule.id())) {
        wrong.add(c.toString());
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static LintScript with(LintScript script, String text) {
    return new LintScript(
        script.name(), script.kind(), text, script.inTransaction(), script.placeholders(), true);
  }

  /** The names of the rules that speak, of what weighs more than a note. */
  private static List<String> found(RuleCasesTest.Case c, List<LintScript> scripts) {
    Rule rule = Rules.find(c.rule());
    LintSettings settings =
        LintFixture.settings(rule == null ? Rules.SYNTAX_ERROR : rule, c.major());
    return LintFixture.lint(settings, scripts).stream()
        .filter(f -> f.severity().isAtLeast(Severity.WARNING) || f.rule().equals(rule))
        .map(f -> f.script() + " " + f.rule().id())
        .sorted()
        .toList();
  }

  private static String capitals(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (SqlToken token : SqlScanner.scan(text)) {
      if (token.kind() == SqlToken.Kind.WORD) {
        changed.replace(token.start(), token.end(), token.text(text).toUpperCase(Locale.ROOT));
      }
    }
    return changed.toString();
  }

  private static String comments(String text) {
    StringBuilder changed = new StringBuilder();
    int from = 0;
    for (SqlToken token : SqlScanner.scan(text)) {
      changed.append(text, from, token.end());
      changed.append(token.terminated() ? " /* drop table orders; ' */\t-- truncate $$ x;\n " : "");
      from = token.end();
    }
    return changed.append(text, from, text.length()).toString();
  }
}
